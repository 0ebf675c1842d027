/* Lights a claim's words while its card is pointed at, and its card while its words are. */
(function () {
  "use strict";
  var marks = Array.from(document.querySelectorAll("mark[data-claims]")), cards = Array.from(document.querySelectorAll(".card"));
  var lit = [];
  function dim() { lit.forEach(function (one) { one.classList.remove("lit"); }); lit = []; }
  function light(ids) {
    dim();
    lit = marks.filter(function (m) { return m.dataset.claims.split(" ").some(function (c) { return ids.indexOf(c) >= 0; }); })
      .concat(cards.filter(function (c) { return ids.indexOf(c.dataset.claim) >= 0; }));
    lit.forEach(function (one) { one.classList.add("lit"); });
  }
  marks.forEach(function (mark) {
    mark.addEventListener("mouseenter", function () { light(mark.dataset.claims.split(" ")); });
    mark.addEventListener("mouseleave", dim);
    mark.addEventListener("click", function () {
      var card = document.getElementById("k-" + mark.dataset.claims.split(" ")[0]);
      if (card) { card.scrollIntoView({ block: "center" }); }
    });
  });
  cards.forEach(function (card) {
    ["mouseenter", "focusin"].forEach(function (name) { card.addEventListener(name, function () { light([card.dataset.claim]); }); });
    ["mouseleave", "focusout"].forEach(function (name) { card.addEventListener(name, dim); });
  });
  /* An address that points at words opens at them. */
  var here = document.querySelector(".here");
  if (here && (location.hash === "#here" || location.hash === "")) { here.parentElement.scrollIntoView({ block: "center" }); }
}());
