/* The map of the situation: outlines from this machine, places at the precision told, who holds what on a day.
   Everything that comes from a report is set as text, never as markup. */
(function () {
  "use strict";
  var FAMILIES = ["territory", "violence", "harm", "people", "posture", "unrest", "talk", "other"];
  var GRADES = ["admitted", "corroborated", "claimed", "contested", "unattributed"];
  var HOLDERS = ["h0", "h1", "h2", "h3", "h4", "h5", "hx"];
  var MOST_MARKS = 8;
  var MOST_LISTED = 40;
  /* More places than this lie over each other from afar: they are named, and shown with all that is told of who holds
     them, where one is near enough to tell them apart. */
  var CROWD = 500;
  var MARKS_FROM = 5.2;

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  }

  function canvas(size, draw) {
    var ratio = 2;
    var board = document.createElement("canvas");
    board.width = board.height = size * ratio;
    var pen = board.getContext("2d");
    pen.scale(ratio, ratio);
    draw(pen, size);
    return { image: pen.getImageData(0, 0, board.width, board.height), options: { pixelRatio: ratio } };
  }

  /* One incident: its colour is its family, its filling its grade, as everywhere on the desk. */
  function mark(family, grade, done) {
    return canvas(13, function (pen, size) {
      var middle = size / 2, r = size / 2 - 1.6;
      pen.globalAlpha = done ? 1 : 0.6;
      pen.lineWidth = 1.7;
      pen.strokeStyle = pen.fillStyle = colour(family);
      pen.beginPath();
      pen.arc(middle, middle, r, 0, 2 * Math.PI);
      pen.save();
      pen.fillStyle = grade === "admitted" || grade === "corroborated" ? colour(family) : colour("paper");
      pen.fill();
      pen.restore();
      if (grade === "unattributed") { pen.setLineDash([2, 1.6]); }
      pen.stroke();
      if (grade === "contested") {
        pen.beginPath();
        pen.arc(middle, middle, r, -Math.PI / 2, Math.PI / 2);
        pen.fill();
      }
      if (grade === "admitted") {
        pen.beginPath();
        pen.fillStyle = colour("paper");
        pen.arc(middle, middle, 1.6, 0, 2 * Math.PI);
        pen.fill();
      }
    });
  }

  /* A place that somebody holds: a disc of the holder's colour, striped where it is not simply held. */
  function disc(holder, held) {
    return canvas(44, function (pen, size) {
      pen.beginPath();
      pen.arc(size / 2, size / 2, size / 2 - 2, 0, 2 * Math.PI);
      pen.save();
      pen.clip();
      pen.globalAlpha = held ? 0.34 : 0.5;
      if (held) {
        pen.fillStyle = colour(holder);
        pen.fillRect(0, 0, size, size);
      } else {
        pen.strokeStyle = colour(holder);
        pen.lineWidth = 3;
        for (var x = -size; x < size * 2; x += 8) {
          pen.beginPath();
          pen.moveTo(x, size);
          pen.lineTo(x + size, 0);
          pen.stroke();
        }
      }
      pen.restore();
      pen.strokeStyle = colour(holder);
      pen.lineWidth = 1.5;
      if (!held) { pen.setLineDash([4, 3]); }
      pen.stroke();
    });
  }

  function hatch() {
    return canvas(8, function (pen, size) {
      pen.strokeStyle = colour("coast");
      pen.globalAlpha = 0.7;
      pen.lineWidth = 1;
      pen.beginPath();
      pen.moveTo(0, size);
      pen.lineTo(size, 0);
      pen.stroke();
    });
  }

  function circle(lon, lat, km) {
    var points = [], wide = km / 111.2 / Math.max(0.05, Math.cos(lat * Math.PI / 180)), tall = km / 111.2;
    for (var n = 0; n <= 48; n += 1) {
      points.push([lon + wide * Math.cos(n * Math.PI / 24), lat + tall * Math.sin(n * Math.PI / 24)]);
    }
    return points;
  }

  function feature(type, coordinates, properties) {
    return { type: "Feature", geometry: { type: type, coordinates: coordinates }, properties: properties || {} };
  }

  function collection(features) { return { type: "FeatureCollection", features: features }; }

  function style(basemap) {
    var face = ["Helvetica Neue, Liberation Sans, Arial, sans-serif"];
    var empty = { type: "geojson", data: collection([]) };
    var shift = ["match", ["get", "n"]];
    for (var n = 0; n < MOST_MARKS; n += 1) { shift.push(n, ["literal", [(n % 4) * 13 + 6, Math.floor(n / 4) * 13 + 15]]); }
    shift.push(["literal", [0, 0]]);
    return {
      version: 8,
      sources: {
        base: { type: "geojson", data: basemap, attribution: "Natural Earth", maxzoom: 7, tolerance: 1, buffer: 16 },
        areas: empty, rings: empty, points: empty, marks: empty, control: empty
      },
      layers: [
        { id: "sea", type: "background", paint: { "background-color": colour("sea") } },
        { id: "land", type: "fill", source: "base", filter: ["==", ["get", "type"], "country"], paint: { "fill-color": colour("land") } },
        { id: "told", type: "fill", source: "base", filter: ["==", ["get", "iso"], ""], paint: { "fill-pattern": "hatch", "fill-opacity": ["interpolate", ["linear"], ["zoom"], 3, 1, 6, 0.3] } },
        { id: "coast", type: "line", source: "base", filter: ["==", ["get", "type"], "country"], paint: { "line-color": colour("coast"), "line-width": 0.9 } },
        { id: "province", type: "line", source: "base", minzoom: 3.6, filter: ["==", ["get", "type"], "province"], paint: { "line-color": colour("coast"), "line-width": 0.7, "line-dasharray": [3, 2], "line-opacity": 0.75 } },
        { id: "country", type: "symbol", source: "base", filter: ["==", ["get", "type"], "name"], layout: { "text-field": ["get", "name"], "text-font": face, "text-size": 11, "text-letter-spacing": 0.12, "text-transform": "uppercase", "text-max-width": 8 }, paint: { "text-color": colour("soft"), "text-halo-color": colour("land"), "text-halo-width": 1, "text-opacity": 0.75 } },
        { id: "area", type: "line", source: "areas", paint: { "line-color": colour("soft"), "line-width": 1, "line-dasharray": [3, 3] } },
        { id: "control", type: "symbol", source: "control", layout: { "icon-image": ["get", "image"], "icon-allow-overlap": true, "icon-size": ["interpolate", ["linear"], ["zoom"], 2, 0.55, 6, 1, 10, 1.9] } },
        { id: "hold", type: "circle", source: "control", maxzoom: MARKS_FROM, layout: { visibility: "none" }, paint: { "circle-radius": ["interpolate", ["linear"], ["zoom"], 2, 5, 5.2, 9], "circle-color": ["get", "colour"], "circle-opacity": ["case", ["get", "held"], 0.34, 0], "circle-stroke-color": ["get", "colour"], "circle-stroke-width": ["case", ["get", "held"], 0, 1] } },
        { id: "ring", type: "line", source: "rings", paint: { "line-color": colour("ink"), "line-width": 1, "line-dasharray": [2, 2] } },
        { id: "dot", type: "circle", source: "points", paint: { "circle-color": ["get", "colour"], "circle-radius": ["interpolate", ["linear"], ["zoom"], 2, ["+", 2.6, ["*", 1.1, ["sqrt", ["get", "n"]]]], 5.2, 3.6], "circle-stroke-color": colour("paper"), "circle-stroke-width": 1.2 } },
        { id: "mark", type: "symbol", source: "marks", minzoom: MARKS_FROM, layout: { "icon-image": ["get", "image"], "icon-offset": shift, "icon-allow-overlap": true, "icon-ignore-placement": false } },
        { id: "name", type: "symbol", source: "points", layout: { "text-field": ["get", "name"], "text-font": face, "text-size": 12.5, "text-anchor": "left", "text-offset": [0.65, 0], "text-optional": true, "symbol-sort-key": ["-", 0, ["get", "n"]] }, paint: { "text-color": colour("ink"), "text-halo-color": colour("land"), "text-halo-width": 1.6 } }
      ]
    };
  }

  function Map(element) {
    this.element = element;
    this.data = null;
    this.day = null;
    this.drawing = false;
    element.textContent = "";
    maplibregl.setWorkerUrl(element.dataset.worker);
    this.map = new maplibregl.Map({
      container: element, style: style(element.dataset.basemap), center: [20, 20], zoom: 1.2, maxZoom: 12,
      attributionControl: { compact: true }, cooperativeGestures: true, dragRotate: false, pitchWithRotate: false,
      fadeDuration: 0, renderWorldCopies: true, refreshExpiredTiles: false
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new maplibregl.NavigationControl({ showCompass: false }));
    this.map.addControl(new maplibregl.ScaleControl({ maxWidth: 90 }));
    this.map.getCanvas().setAttribute("aria-label", "Map of the incidents; the list beside it says the same");
    var self = this;
    this.map.on("styleimagemissing", function (event) { self.image(event.id); });
    this.map.once("style.load", function () {
      self.ready = true;
      if (self.data) { self.show(self.data); }
    });
    ["mark", "dot", "name", "control", "hold"].forEach(function (layer) {
      self.map.on("mouseenter", layer, function () { self.map.getCanvas().style.cursor = "pointer"; });
      self.map.on("mouseleave", layer, function () { self.map.getCanvas().style.cursor = ""; });
    });
    this.map.on("click", function (event) { self.click(event); });
    this.map.on("zoom", function () { self.marks(); });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () {
      var kept = self.data;
      self.ready = false;
      self.map.setStyle(style(element.dataset.basemap), { diff: false });
      self.map.once("style.load", function () { self.ready = true; self.show(kept, true); });
    });
  }

  Map.prototype.image = function (id) {
    var parts = id.split(" "), made = null;
    if (id === "hatch") { made = hatch(); }
    if (parts[0] === "mark" && FAMILIES.indexOf(parts[1]) >= 0 && GRADES.indexOf(parts[2]) >= 0) { made = mark(parts[1], parts[2], parts[3] === "done"); }
    if (parts[0] === "disc" && HOLDERS.indexOf(parts[1]) >= 0) { made = disc(parts[1], parts[2] === "held"); }
    if (made && !this.map.hasImage(id)) { this.map.addImage(id, made.image, made.options); }
  };

  Map.prototype.show = function (data, keep) {
    var self = this, points = [], rings = [], areas = [], wide = [], family = data.incidents.family;
    var paint = {};
    this.data = data;
    if (!this.ready) { return; }
    FAMILIES.forEach(function (name) { paint[name] = colour(name); });
    data.spots.forEach(function (spot, at) {
      var place = [spot.lon, spot.lat], first = FAMILIES.length - 1;
      if (!spot.point) {
        if (spot.radius) { areas.push(feature("LineString", circle(spot.lon, spot.lat, spot.radius))); }
        if (spot.precision === "country" && spot.country) { wide.push(spot.country); }
        return;
      }
      spot.incidents.forEach(function (n) { first = Math.min(first, FAMILIES.indexOf(family[n])); });
      points.push(feature("Point", place, { at: at, name: spot.name, n: spot.incidents.length, colour: paint[FAMILIES[first]] }));
      if (spot.radius && (spot.precision === "near" || spot.precision === "district")) {
        rings.push(feature("LineString", circle(spot.lon, spot.lat, spot.radius)));
      }
    });
    this.map.getSource("points").setData(collection(points));
    this.map.getSource("rings").setData(collection(rings));
    this.map.getSource("areas").setData(collection(areas));
    this.map.setFilter("told", ["in", ["get", "iso"], ["literal", wide]]);
    this.crowd(Math.max(points.length, data.control.places.length) > CROWD);
    this.control(this.day);
    if (!keep) { this.fit(); }
    this.marked = false;
    this.marks();
    self.element.dataset.shown = String(points.length);
    this.map.once("idle", function () {
      self.element.dataset.painted = String(Math.round(performance.now()));
      if (self.painted) { self.painted(); }
    });
  };

  Map.prototype.crowd = function (crowded) {
    this.map.setLayerZoomRange("name", crowded ? MARKS_FROM : 0, 24);
    this.map.setLayerZoomRange("control", crowded ? MARKS_FROM : 0, 24);
    this.map.setLayoutProperty("hold", "visibility", crowded ? "visible" : "none");
  };

  /* A mark for each incident, made when they are first near enough to be seen. */
  Map.prototype.marks = function () {
    if (!this.ready || !this.data || this.marked || this.map.getZoom() < MARKS_FROM) { return; }
    var marks = [], told = this.data.incidents;
    this.marked = true;
    this.data.spots.forEach(function (spot, at) {
      if (!spot.point) { return; }
      var order = spot.incidents.slice().sort(function (a, b) { return FAMILIES.indexOf(told.family[a]) - FAMILIES.indexOf(told.family[b]); });
      order.slice(0, MOST_MARKS).forEach(function (one, n) {
        marks.push(feature("Point", [spot.lon, spot.lat], { at: at, n: n, image: ["mark", told.family[one], told.grade[one], told.done[one] ? "done" : "ahead"].join(" ") }));
      });
    });
    this.map.getSource("marks").setData(collection(marks));
  };

  /* Shades each place by who holds it on a day (ISO); null is as last told. */
  Map.prototype.control = function (day) {
    this.day = day;
    if (!this.ready || !this.data) { return; }
    var told = this.data.control, last = {}, paint = {};
    told.place.forEach(function (place, at) {
      var from = told.from[at], to = told.to[at];
      if ((!day || !from || from <= day) && (!day || !to || day <= to)) { last[place] = at; }
    });
    this.map.getSource("control").setData(collection(Object.keys(last).map(function (place) {
      var at = last[place], spot = told.places[place], held = told.state[at] === "held", name = told.colours[told.holder[at]] || "hx";
      paint[name] = paint[name] || colour(name);
      return feature("Point", [spot.lon, spot.lat], { spell: at, held: held, colour: paint[name], image: ["disc", name, held ? "held" : "striped"].join(" ") });
    })));
  };

  Map.prototype.fit = function (moving) {
    var box = this.data.box;
    if (box) { this.map.fitBounds([[box[0], box[1]], [box[2], box[3]]], { padding: 20, animate: false }); return; }
    var bounds = new maplibregl.LngLatBounds(), any = false;
    this.data.spots.forEach(function (spot) { if (spot.point) { bounds.extend([spot.lon, spot.lat]); any = true; } });
    if (!any) { this.data.spots.forEach(function (spot) { bounds.extend([spot.lon, spot.lat]); any = true; }); }
    if (any) { this.map.fitBounds(bounds, { padding: { top: 44, bottom: 44, left: 48, right: 96 }, maxZoom: 8, animate: Boolean(moving) }); }
  };

  Map.prototype.click = function (event) {
    if (this.drawing) { return; }
    var near = [[event.point.x - 4, event.point.y - 4], [event.point.x + 4, event.point.y + 4]];
    var found = this.map.queryRenderedFeatures(near, { layers: ["mark", "dot", "name"] });
    var held = this.map.queryRenderedFeatures(near, { layers: ["control", "hold"] });
    if (!found.length && !held.length) { return; }
    var box = document.createElement("div"), self = this, told = this.data.incidents;
    if (found.length) {
      var spot = this.data.spots[found[0].properties.at], list = document.createElement("ul");
      box.appendChild(link(spot.href, spot.name, "popup-name"));
      if (self.only) {
        var only = document.createElement("button");
        only.type = "button";
        only.textContent = "Only here";
        only.addEventListener("click", function () { self.popup.remove(); self.only(spot.name); });
        box.appendChild(only);
      }
      spot.incidents.slice(0, MOST_LISTED).forEach(function (n) {
        var item = document.createElement("li"), facts = document.createElement("span");
        item.appendChild(link("/incidents/" + told.id[n], told.title[n]));
        facts.textContent = told.when[n] + ", " + told.grade[n];
        facts.className = "note";
        item.appendChild(facts);
        list.appendChild(item);
      });
      box.appendChild(list);
      if (spot.incidents.length > MOST_LISTED) { box.appendChild(link(spot.href, "All " + spot.incidents.length + " incidents here")); }
    }
    held.forEach(function (one) {
      var at = one.properties.spell, spells = self.data.control, place = spells.places[spells.place[at]];
      var since = spells.from[at] ? " since " + new Date(spells.from[at]).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }) : "";
      box.appendChild(link(place.href, place.name + ": " + (spells.holder[at] || "holder not told") + ", " + spells.state[at] + since + " (" + spells.grade[at] + ")", "popup-held"));
    });
    if (self.popup) { self.popup.remove(); }
    self.popup = new maplibregl.Popup({ maxWidth: this.map.getContainer().clientWidth < 420 ? "14rem" : "20rem" }).setLngLat(event.lngLat).setDOMContent(box).addTo(this.map);
    this.into(self.popup.getElement());
  };

  /* Moves the map so that a box that opened on it is seen whole. */
  Map.prototype.into = function (opened) {
    var inner = opened.getBoundingClientRect(), outer = this.map.getContainer().getBoundingClientRect(), edge = 6;
    function off(low, high, from, to) { return low < from + edge ? low - from - edge : Math.max(0, high - to + edge); }
    var by = [off(inner.left, inner.right, outer.left, outer.right), off(inner.top, inner.bottom, outer.top, outer.bottom)];
    if (by[0] || by[1]) { this.map.panBy(by, { animate: false }); }
  };

  function link(href, text, name) {
    var made = document.createElement("a");
    made.href = href;
    made.textContent = text;
    if (name) { made.className = name; }
    return made;
  }

  /* The area in view, and one that is drawn by dragging: west,south,east,north. */
  Map.prototype.seen = function () { return said(this.map.getBounds()); };

  Map.prototype.draw = function (done) {
    var self = this, pane = document.createElement("div"), frame = document.createElement("div"), start = null;
    this.drawing = true;
    pane.className = "drawing";
    frame.className = "frame";
    pane.appendChild(frame);
    this.element.appendChild(pane);
    function at(event) {
      var edge = pane.getBoundingClientRect();
      return [event.clientX - edge.left, event.clientY - edge.top];
    }
    function end(area) {
      document.removeEventListener("keydown", stop);
      pane.remove();
      self.drawing = false;
      done(area);
    }
    function stop(event) { if (event.key === "Escape") { end(null); } }
    document.addEventListener("keydown", stop);
    pane.addEventListener("pointerdown", function (event) { start = at(event); pane.setPointerCapture(event.pointerId); });
    pane.addEventListener("pointermove", function (event) {
      if (!start) { return; }
      var now = at(event);
      frame.style.left = Math.min(start[0], now[0]) + "px";
      frame.style.top = Math.min(start[1], now[1]) + "px";
      frame.style.width = Math.abs(start[0] - now[0]) + "px";
      frame.style.height = Math.abs(start[1] - now[1]) + "px";
    });
    pane.addEventListener("pointerup", function (event) {
      var now = at(event);
      if (!start || Math.abs(start[0] - now[0]) + Math.abs(start[1] - now[1]) < 8) { start = null; return; }
      end(said(new maplibregl.LngLatBounds(self.map.unproject([Math.min(start[0], now[0]), Math.max(start[1], now[1])]), self.map.unproject([Math.max(start[0], now[0]), Math.min(start[1], now[1])]))));
    });
    return function () { end(null); };
  };

  function said(bounds) {
    return [bounds.getWest(), Math.max(-90, bounds.getSouth()), bounds.getEast(), Math.min(90, bounds.getNorth())].map(function (value) { return value.toFixed(3); }).join(",");
  }

  window.DeskMap = Map;
}());
