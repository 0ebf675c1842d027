/* The charts of the situation. Their figures stand as tables on the page too. */
(function () {
  "use strict";
  var FAMILIES = ["territory", "violence", "harm", "people", "posture", "unrest", "talk", "other"];

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  }

  function put(id, make) {
    var place = document.getElementById(id);
    if (!place) { return; }
    var made = make(Math.max(260, place.clientWidth));
    if (made) { place.replaceChildren(named(made, place)); return; }
    var none = document.createElement("p");
    none.className = "note";
    none.textContent = "Nothing to draw.";
    place.replaceChildren(none);
  }

  /* Plot names the parts of a drawing in a way that readers of screens are not to be told; a drawing is one picture, but
     for the timeline, which holds links. The tables have its figures. */
  function named(made, place) {
    made.querySelectorAll("g[aria-label]").forEach(function (part) { part.removeAttribute("aria-label"); });
    var caption = place.closest("figure").querySelector("figcaption");
    if (caption && made.tagName === "svg") {
      made.setAttribute("role", "img");
      made.setAttribute("aria-label", caption.textContent + "; the figures stand in the tables on this page");
    }
    return made;
  }

  function day(text) { return new Date(text + "T00:00:00Z"); }

  /* Where a few reports look far back, the axis keeps to the days of most incidents, and says how many it leaves out. */
  function middle(days) {
    var sorted = days.slice().sort(function (a, b) { return a - b; });
    var low = sorted[Math.floor(sorted.length * 0.04)], high = sorted[Math.ceil(sorted.length * 0.96) - 1];
    var pad = Math.max(2 * 864e5, (high - low) * 0.04);
    return [new Date(+low - pad), new Date(+high + pad)];
  }

  /* Whole days where few are shown, as many as there is room for. */
  function ticks(days, width) {
    var number = (days[1] - days[0]) / 864e5;
    return number < 45 ? d3.utcDay.every(Math.max(1, Math.ceil(number / Math.max(3, width / 64)))) : Math.max(3, Math.round(width / 90));
  }

  function common(width, height, more) {
    return Object.assign({ width: width, height: height, className: "plot", marginLeft: 40, style: { background: "transparent", color: colour("ink"), fontFamily: "inherit", fontSize: "11px" } }, more);
  }

  /* The incidents with a day, an object each. */
  function dated(told) {
    var rows = [];
    told.id.forEach(function (id, n) {
      if (told.first[n]) { rows.push({ first: told.first[n], last: told.last[n], day: told.day[n], family: told.family[n], grade: told.grade[n], title: told.title[n], when: told.when[n], href: "/incidents/" + id }); }
    });
    return rows;
  }

  /* A lane for each family, as high as its fullest day needs: dots that would cover one another stand above and below the
     middle of their lane in turn. In: the families, the dots from left to right, their size and where a date stands, in
     pixels. Out: the top and middle of each lane, the height of all, and where each dot stands. */
  function lanes(used, points, spans, size, place) {
    var wide = 2 * size + 2.2, taken = {}, levels = [], reach = {};
    points.map(function (r, n) { return n; }).sort(function (a, b) { return points[a].from - points[b].from; }).forEach(function (n) {
      var row = taken[points[n].family] = taken[points[n].family] || [], x = place(points[n].from), level = 0;
      while (row[level] !== undefined && row[level] > x - wide) { level += 1; }
      row[level] = x;
      levels[n] = level;
      reach[points[n].family] = Math.max(reach[points[n].family] || 0, level);
    });
    var top = {}, middle = {}, gap = {}, height = 0;
    used.forEach(function (family) {
      var rows = (reach[family] || 0) + 1, lane = Math.min(170, Math.max(26, rows * wide + 12));
      top[family] = height;
      middle[family] = height + lane / 2;
      gap[family] = Math.min(wide, (lane - 12) / rows);
      height += lane;
    });
    var at = points.map(function (r, n) {
      var level = levels[n], side = level % 2 ? 1 : -1;
      return middle[r.family] + side * Math.ceil(level / 2) * gap[r.family];
    });
    return { top: top, middle: middle, height: height, at: at };
  }

  function timeline(data, width) {
    if (data.incidents.id.length > data.mostDots) { return dense(data, width); }
    var rows = dated(data.incidents);
    if (!rows.length) { return null; }
    var told = rows.map(function (r) { return Object.assign({}, r, { from: day(r.first), until: day(r.last) }); });
    var days = middle(told.map(function (r) { return +r.until; }));
    var shown = told.filter(function (r) { return r.until >= days[0] && r.from <= days[1]; });
    var used = FAMILIES.filter(function (f) { return shown.some(function (r) { return r.family === f; }); });
    function clip(date) { return new Date(Math.min(+days[1], Math.max(+days[0], +date))); }
    var full = function (r) { return r.grade === "admitted" || r.grade === "corroborated" ? colour(r.family) : colour("paper"); };
    var points = shown.filter(function (r) { return r.day; }), spans = shown.filter(function (r) { return !r.day; });
    var size = points.length > 400 ? 2.8 : 4.4, laid = lanes(used, points, spans, size, function (date) { return (date - days[0]) / (days[1] - days[0]) * (width - 94); });
    var middleOf = function (r) { return laid.middle[r.family]; };
    var made = Plot.plot(common(width, 38 + laid.height, {
      marginLeft: 74, marginTop: 8, x: { type: "utc", domain: days, label: null, grid: true, ticks: ticks(days, width - 90) }, y: { axis: null, domain: [0, laid.height], reverse: true },
      ariaLabel: "Timeline of incidents by family",
      marks: [
        Plot.text(used, { frameAnchor: "left", dx: -8, textAnchor: "end", y: function (f) { return laid.middle[f]; }, text: function (f) { return f; } }),
        Plot.ruleY(used.slice(1), { y: function (f) { return laid.top[f]; }, stroke: colour("rule"), strokeOpacity: 0.7 }),
        Plot.ruleY(spans, { x1: function (r) { return clip(r.from); }, x2: function (r) { return clip(r.until); }, y: middleOf, stroke: function (r) { return colour(r.family); }, strokeWidth: 2.5, strokeOpacity: 0.45, insetLeft: 1, title: function (r) { return r.title + "\n" + r.when; }, href: "href" }),
        Plot.dot(points, { x: "from", y: function (r, n) { return laid.at[n]; }, r: size, stroke: function (r) { return colour(r.family); }, strokeWidth: 1.6, fill: full, href: "href", title: function (r) { return r.title + "\n" + r.when + ", " + r.grade; } })
      ]
    }));
    var left = told.length - shown.length;
    if (left) {
      var box = document.createElement("div"), note = document.createElement("p");
      note.className = "note";
      note.textContent = left + (left === 1 ? " incident lies" : " incidents lie") + " outside these days; filter by date to see them.";
      box.append(made, note);
      return box;
    }
    return made;
  }

  /* Too many to show one by one: how many of each family there were in each stretch of days, the darker the more. */
  function dense(data, width) {
    var rows = data.perDay;
    if (!rows.length) { return null; }
    var days = middle(rows.map(function (r) { return +day(r.day); })), room = Math.max(20, Math.floor((width - 90) / 9));
    var step = Math.max(1, Math.ceil((days[1] - days[0]) / 864e5 / room)), counts = {};
    rows.forEach(function (r) {
      var at = Math.floor((day(r.day) - days[0]) / 864e5 / step), key = r.family + " " + at;
      if (day(r.day) < days[0] || day(r.day) > days[1]) { return; }
      counts[key] = counts[key] || { family: r.family, at: at, n: 0 };
      counts[key].n += r.n;
    });
    var cells = Object.keys(counts).map(function (key) {
      var one = counts[key], from = new Date(+days[0] + one.at * step * 864e5);
      return { family: one.family, n: one.n, from: from, until: new Date(+from + step * 864e5) };
    });
    var used = FAMILIES.filter(function (f) { return cells.some(function (r) { return r.family === f; }); });
    var most = d3.max(cells, function (r) { return r.n; });
    var made = Plot.plot(common(width, 42 + used.length * 34, {
      marginLeft: 74, marginTop: 8, x: { type: "utc", domain: days, label: null, grid: true, ticks: ticks(days, width - 90) }, y: { domain: used, label: null, type: "band", padding: 0.12 },
      marks: [Plot.rect(cells, { x1: "from", x2: "until", y: "family", fill: function (r) { return colour(r.family); }, fillOpacity: function (r) { return 0.15 + 0.85 * Math.sqrt(r.n / most); }, inset: 0.5, title: function (r) { return r.from.toISOString().slice(0, 10) + (step > 1 ? " and " + (step - 1) + " days after" : "") + ", " + r.family + ": " + r.n; } })]
    }));
    var box = document.createElement("div"), note = document.createElement("p");
    note.className = "note";
    note.textContent = "More than " + data.mostDots.toLocaleString("en-GB") + " incidents: each cell counts those of " + (step > 1 ? step + " days" : "a day") + ", the darker the more (at most " + most.toLocaleString("en-GB") + "). Filter to see them one by one.";
    box.append(made, note);
    return box;
  }

  function perDay(rows, width) {
    if (!rows.length) { return null; }
    var told = rows.map(function (r) { return Object.assign({}, r, { date: day(r.day) }); });
    var days = middle(told.map(function (r) { return +r.date; }));
    var shown = told.filter(function (r) { return r.date >= days[0] && r.date <= days[1]; });
    return Plot.plot(common(width, 190, {
      x: { type: "utc", domain: days, label: null, ticks: ticks(days, width - 60) }, y: { label: null, grid: true, tickFormat: "d", ticks: 4 }, color: { domain: FAMILIES, range: FAMILIES.map(colour) },
      marks: [Plot.rectY(shown, { x: "date", interval: "day", y: "n", fill: "family", inset: 0, insetLeft: -0.6, insetRight: -0.6, order: FAMILIES, title: function (r) { return r.day + ", " + r.family + ": " + r.n; } }), Plot.ruleY([0])]
    }));
  }

  function deaths(rows, width) {
    if (!rows.length) { return null; }
    var told = rows.map(function (r) { return Object.assign({}, r, { date: day(r.day) }); });
    var days = middle(told.map(function (r) { return +r.date; }));
    var shown = told.filter(function (r) { return r.date >= days[0] && r.date <= days[1]; });
    var text = function (r) { return r.day + ": " + (r.low === r.high ? r.low : r.low + " to " + r.high) + (r.open ? " or more" : ""); };
    return Plot.plot(common(width, 190, {
      x: { type: "utc", domain: days, label: null, ticks: ticks(days, width - 60) }, y: { label: null, grid: true, ticks: 4, type: Math.max.apply(null, shown.map(function (r) { return r.high; })) > 200 ? "symlog" : "linear", zero: true },
      marks: [
        Plot.ruleX(shown, { x: "date", y1: "low", y2: "high", stroke: colour("violence"), strokeWidth: 3, strokeOpacity: 0.5, title: text }),
        Plot.dot(shown, { x: "date", y: "low", r: 3.2, fill: colour("violence"), title: text }),
        Plot.dot(shown.filter(function (r) { return r.high !== r.low; }), { x: "date", y: "high", r: 3.2, stroke: colour("violence"), fill: colour("paper"), title: text }),
        Plot.dot(shown.filter(function (r) { return r.open; }), { x: "date", y: "high", dy: -9, symbol: "triangle", r: 3, fill: colour("violence"), title: text }),
        Plot.ruleY([0])
      ]
    }));
  }

  function bars(rows, width) {
    if (!rows.length) { return null; }
    var room = Math.min(190, width * 0.48);
    /* Two actors may bear one name: each has a bar of its own. */
    function at(row, number) { return number; }
    function short(name) { var most = Math.floor(room / 6.1); return name.length > most ? name.slice(0, most - 1) + "…" : name; }
    return Plot.plot(common(width, 28 + rows.length * 20, {
      marginLeft: room, marginRight: 30, marginTop: 2, x: { axis: null }, y: { label: null, domain: d3.range(rows.length), tickFormat: function (at) { return short(rows[at].name); }, tickSize: 0 },
      marks: [
        Plot.barX(rows, { x: "n", y: at, fill: colour("soft"), fillOpacity: 0.55, insetTop: 3, insetBottom: 3, title: function (r) { return r.name + ": " + r.n; } }),
        Plot.text(rows, { x: "n", y: at, text: function (r) { return String(r.n); }, textAnchor: "start", dx: 5 })
      ]
    }));
  }

  window.DeskCharts = {
    show: function (data) {
      put("c-timeline", function (width) { return timeline(data, width); });
      put("c-days", function (width) { return perDay(data.perDay, width); });
      put("c-deaths", function (width) { return deaths(data.deaths, width); });
      put("c-actors", function (width) { return bars(data.actors, width); });
      put("c-means", function (width) { return bars(data.means, width); });
    }
  };
}());
