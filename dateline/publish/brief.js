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
