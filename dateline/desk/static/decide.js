// Keys of the queue, claims dragged from one incident to another, words selected in a text. Every page works without.
"use strict";

(() => {
  const typing = (node) => node.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;

  const form = document.querySelector("form[data-keys]");
  if (form) {
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
      const tick = /^[1-9]$/.test(event.key) && form.querySelector(`[data-tick="${event.key}"]`);
      const key = /^[a-z]$/.test(event.key) && form.querySelector(`[data-key="${event.key}"]`);
      if (tick) tick.checked = !tick.checked;
      else if (key) key.click();
      else if (event.key === "Escape") document.activeElement.blur();
      else return;
      event.preventDefault();
    });
    // A key that asks for a reason puts the cursor where it is wanted; Enter there does what was asked.
    let wanted = null;
    form.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-key]");
      if (!button || button.formNoValidate) return;
      wanted = button;
      const needed = button.dataset.needs ? [document.getElementById(button.dataset.needs)] : [];
      const empty = [...needed, ...form.querySelectorAll("input[required]")].find((field) => !field.value.trim());
      if (empty) {
        event.preventDefault();
        for (const other of form.querySelectorAll(".armed")) other.classList.remove("armed");
        button.classList.add("armed");
        empty.focus();
      }
    });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
      if (event.target.name === "value") return;
      event.preventDefault();
      if (wanted) form.requestSubmit(wanted);
    });
    for (const field of form.querySelectorAll("input")) {
      field.addEventListener("keydown", (event) => event.key === "Escape" && field.blur());
    }
  }

  const columns = document.querySelector("[data-columns]");
  if (columns) {
    let carried = null;
    columns.addEventListener("dragstart", (event) => {
      carried = event.target.closest("[data-claim]");
      if (!carried) return;
      event.dataTransfer.setData("text/plain", carried.dataset.claim);
      event.dataTransfer.effectAllowed = "move";
      carried.classList.add("carried");
    });
    columns.addEventListener("dragend", () => {
      if (carried) carried.classList.remove("carried");
      for (const one of columns.querySelectorAll(".over")) one.classList.remove("over");
      carried = null;
    });
    columns.addEventListener("dragover", (event) => {
      const goal = event.target.closest("[data-to]");
      for (const one of columns.querySelectorAll(".over")) one.classList.toggle("over", one === goal);
      if (!carried || !goal || goal.contains(carried)) return;
      goal.classList.add("over");
      event.preventDefault();
    });
    columns.addEventListener("drop", (event) => {
      const goal = event.target.closest("[data-to]");
      if (!carried || !goal || goal.contains(carried)) return;
      event.preventDefault();
      location.assign("/move?" + new URLSearchParams({ claim: carried.dataset.claim, to: goal.dataset.to }));
    });
  }

  const text = document.querySelector("[data-pick]");
  if (text) {
    const quote = document.getElementById("quote");
    const start = document.getElementById("start");
    let picked = quote.value;
    const pick = () => {
      const chosen = getSelection();
      if (!chosen.rangeCount || chosen.isCollapsed) return;
      const range = chosen.getRangeAt(0);
      if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
      const before = document.createRange();
      before.setStart(text, 0);
      before.setEnd(range.startContainer, range.startOffset);
      // Offsets count code points, as the record does, not the halves of pairs that JavaScript counts.
      start.value = String([...before.toString()].length);
      picked = range.toString();
      quote.value = picked;
    };
    text.addEventListener("mouseup", pick);
    text.addEventListener("keyup", pick);
    quote.addEventListener("input", () => {
      if (quote.value !== picked) start.value = "";
    });
  }
})();
