(function () {
  "use strict";
  var tools = document.querySelector(".tools");
  var rows = Array.prototype.slice.call(document.querySelectorAll(".inc"));
  function reveal() {
    var found = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!found) { return; }
    for (var up = found; up; up = up.parentElement) { if (up.tagName === "DETAILS") { up.open = true; } }
    found.scrollIntoView({ block: found.className === "anchor" ? "center" : "start" });
  }
  window.addEventListener("hashchange", reveal);
  reveal();
  var slider = document.querySelector(".slider");
  if (slider) {
    var days = slider.dataset.days.split(" ");
    var shown = slider.dataset.shown.split("|");
    var range = slider.querySelector("input");
    var spells = Array.prototype.slice.call(document.querySelectorAll(".spell"));
    var strips = Array.prototype.slice.call(document.querySelectorAll(".strip"));
    var show = function () {
      var day = days[Number(range.value)];
      slider.querySelector("output").textContent = shown[Number(range.value)];
      range.setAttribute("aria-valuetext", shown[Number(range.value)]);
      spells.forEach(function (s) {
        var began = !s.dataset.from || s.dataset.from <= day;
        s.classList.toggle("off", !began || (s.dataset.to !== "" && s.dataset.to <= day));
      });
      strips.forEach(function (s) {
        var now = s.querySelector(".now");
        var at = (Date.parse(day) - Date.parse(s.dataset.left)) / 864e5 / Number(s.dataset.length) * 600;
        now.setAttribute("x", String(at));
        now.classList.remove("off");
      });
    };
    slider.hidden = false;
    range.addEventListener("input", show);
    show();
  }
  if (!tools) { return; }
  tools.hidden = false;
  var box = tools.querySelector("input[type=search]");
  var grades = Array.prototype.slice.call(tools.querySelectorAll("input[type=checkbox]"));
  function filter() {
    var words = box.value.toLowerCase();
    var on = grades.filter(function (g) { return g.checked; }).map(function (g) { return g.value; });
    rows.forEach(function (row) {
      row.hidden = on.indexOf(row.dataset.grade) < 0 || row.dataset.text.indexOf(words) < 0;
    });
  }
  box.addEventListener("input", filter);
  grades.forEach(function (g) { g.addEventListener("change", filter); });
  var button = tools.querySelector("button");
  button.addEventListener("click", function () {
    var open = button.textContent === "Open all";
    rows.forEach(function (row) { row.open = open; });
    button.textContent = open ? "Close all" : "Open all";
  });
  window.addEventListener("beforeprint", function () { rows.forEach(function (row) { row.open = true; }); });
}());
