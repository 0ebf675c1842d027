/* Joins form, map, list and charts: they all show what the address asks for. */
(function () {
  "use strict";
  var form = document.querySelector(".filters form");
  var box = document.getElementById("map");
  if (!form || !box) { return; }
  var area = document.getElementById("f-area"), map = null, data = null, asked = null;

  if (matchMedia("(max-width: 48rem)").matches && !document.querySelector(".chip")) { document.getElementById("filters").open = false; }

  /* Empty fields do not belong in an address that is sent to somebody. */
  document.body.addEventListener("htmx:configRequest", function (event) {
    var asked = event.detail.formData || event.detail.parameters;
    if (typeof asked.entries !== "function") { return; }
    Array.from(asked.entries()).forEach(function (pair) { if (pair[1] === "") { asked.delete(pair[0]); } });
  });
  document.body.addEventListener("htmx:afterSettle", function (event) {
    if (event.detail.target && event.detail.target.id === "control") { return; }
    load(true);
  });
  form.addEventListener("submit", function () {
    Array.from(form.elements).forEach(function (field) { if (field.name && field.value === "") { field.disabled = true; setTimeout(function () { field.disabled = false; }, 0); } });
  });

  function load(keep) {
    var source = document.getElementById("results").dataset.src;
    if (keep && source === asked) { return; }
    asked = source;
    fetch(source, { headers: { Accept: "application/json" } })
      .then(function (answer) { if (!answer.ok) { throw new Error(String(answer.status)); } return answer.json(); })
      .then(function (found) {
        data = found;
        document.getElementById("chart-part").hidden = false;
        if (map) { map.show(data, keep && !data.box); }
        charts();
      })
      .catch(function () { uncover(); /* The list says all of it. */ });
  }

  /* The charts wait until the map stands: both are drawn by one hand, and the map is looked at first. */
  function charts() {
    var shown = data, drawn = false;
    function draw() {
      if (!window.Plot) { document.addEventListener("DOMContentLoaded", draw); return; }
      if (shown === data && !drawn) { drawn = true; window.DeskCharts.show(data); }
    }
    if (map) { map.painted = function () { uncover(); draw(); }; }
    setTimeout(draw, map ? 3000 : 0);
  }

  /* The picture that came with the page, once the map stands that it is of. */
  function uncover() {
    var picture = document.getElementById("picture");
    if (picture) { picture.remove(); }
  }

  function ask() { htmx.trigger(form, "change"); }

  function tools() {
    var draw = document.getElementById("draw"), stop = null;
    document.getElementById("map-tools").hidden = false;
    draw.addEventListener("click", function () {
      if (stop) { stop(); return; }
      draw.setAttribute("aria-pressed", "true");
      stop = map.draw(function (found) {
        stop = null;
        draw.setAttribute("aria-pressed", "false");
        if (found) { area.value = found; ask(); }
      });
    });
    document.getElementById("seen").addEventListener("click", function () { area.value = map.seen(); ask(); });
    document.getElementById("whole").addEventListener("click", function () {
      if (area.value) { area.value = ""; ask(); }
      if (data) { data.box = null; map.fit(true); }
    });
  }

  function slide() {
    var slider = document.getElementById("slider");
    if (!slider) { return; }
    var first = Date.parse(slider.dataset.first), last = Date.parse(slider.dataset.last), told = document.getElementById("slider-day");
    var days = Math.round((last - first) / 864e5);
    slider.max = String(days);
    slider.value = slider.dataset.on ? String(Math.round((Date.parse(slider.dataset.on) - first) / 864e5)) : String(days);
    function iso() { return new Date(first + Number(slider.value) * 864e5).toISOString().slice(0, 10); }
    function tell() {
      var words = new Date(iso()).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
      told.textContent = words;
      slider.setAttribute("aria-valuetext", words);
      if (map) { map.control(iso()); }
    }
    slider.addEventListener("input", tell);
    slider.addEventListener("change", function () {
      var view = new URLSearchParams(location.search);
      view.set("on", iso());
      document.getElementById("f-on").value = iso();
      history.replaceState(history.state, "", "?" + view.toString());
      htmx.ajax("GET", "/?" + view.toString(), { target: "#control", select: "#control", swap: "outerHTML" });
    });
    tell();
  }

  try {
    map = new window.DeskMap(box);
    map.only = function (name) { document.getElementById("f-place").value = name; ask(); };
    tools();
  } catch (fault) {
    /* No WebGL here: the list and the tables say all of it. */
    map = null;
    document.getElementById("no-map").hidden = false;
  }
  slide();
  load(false);
  var wait = 0;
  addEventListener("resize", function () {
    clearTimeout(wait);
    wait = setTimeout(function () { if (data) { window.DeskCharts.show(data); } }, 200);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () { if (data) { window.DeskCharts.show(data); } });
}());
