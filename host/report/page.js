"use strict";
// Draws the charts of the page from the JSON that it holds (chart_json.cpp), in the colours of page.css.
(() => {
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const figures = [...document.querySelectorAll("[data-chart]")];
  const SYMBOLS = ["circle", "square", "diamond", "triangle-up", "cross", "x", "star", "hexagon"];
  // The same shapes for the legend, around (0, 0).
  const SHAPES = ["M-4,0A4,4 0 1 0 4,0A4,4 0 1 0 -4,0Z", "M-4,-4H4V4H-4Z", "M0,-5L5,0L0,5L-5,0Z", "M-5,4H5L0,-5Z", "M-2,-5H2V-2H5V2H2V5H-2V2H-5V-2H-2Z",
    "M-5,-3L-3,-5L0,-2L3,-5L5,-3L2,0L5,3L3,5L0,2L-3,5L-5,3L-2,0Z", "M0,-5L1.5,-1.5L5,-1.5L2,1L3,5L0,2.5L-3,5L-2,1L-5,-1.5L-1.5,-1.5Z", "M0,-5L4.3,-2.5V2.5L0,5L-4.3,2.5V-2.5Z"];
  const DASHES = ["solid", "dash", "dot", "dashdot"];
  const LEGEND_DASHES = ["", "7 4", "2 3", "7 3 2 3"];
  let rem = 16;  // pixels of the page's letters, which grow with the window
  const BUTTONS = [["toImage", "zoom2d", "pan2d", "resetScale2d"]];

  const theme = () => {
    const style = getComputedStyle(document.documentElement);
    rem = parseFloat(style.fontSize);
    const get = (name) => style.getPropertyValue(name).trim();
    return { text: get("--text"), muted: get("--muted"), line: get("--line"), card: get("--card"), accent: get("--accent"),
             grey: get("--grey"), series: get("--series").split(/\s+/) };
  };

  // Plotly reads a few tags and entities in its texts, and its titles do not wrap.
  const plain = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const wrapped = (text, most) => {
    const lines = [""];
    for (const piece of text.match(/[^\s_,/]*[\s_,/]*/g)) {
      for (let rest = piece; rest; rest = rest.slice(most)) {
        const part = rest.slice(0, most);
        if (lines[lines.length - 1] && (lines[lines.length - 1] + part).trimEnd().length > most) lines.push("");
        lines[lines.length - 1] += part;
      }
    }
    return lines.map((line) => plain(line.trimEnd())).join("<br>");
  };
  const number = (value) => (value === null ? "–" : Number(value.toPrecision(6)).toLocaleString("en", { maximumSignificantDigits: 6 }));

  const faded = (colour, alpha) => `rgba(${[1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16)).join(",")},${alpha})`;

  // Lines of one name look the same in all panels. In panels of one line each, the panel says which it is.
  const looks = (chart) => {
    const alone = chart.panels.length > 1 && chart.panels.length === chart.series.length;
    const names = chart.panels.length > 1 && !alone ? chart.series.map((series) => short_name(chart, series)) : chart.series.map((series) => series.name);
    const different = [...new Set(names)];
    return { names, look: names.map((name) => (alone ? 0 : different.indexOf(name))), legend: alone ? [] : different };
  };
  // "rf, graf" in the panel "graf" is "rf".
  const short_name = (chart, series) => {
    const end = `, ${chart.panels[series.panel]}`;
    return series.name.endsWith(end) ? series.name.slice(0, -end.length) : series.name;
  };

  const dash_of = (look, colours, names) => names[Math.floor(look / colours.series.length) % names.length];

  function line_traces(chart, series, look, colours) {
    const colour = colours.series[look % colours.series.length];
    const line = {
      name: plain(series.name), type: "scatter", mode: "lines+markers", x: series.x, y: series.y, hoverinfo: "text", meta: series.name,
      text: series.x.map((x, k) => `${wrapped(series.name, 40)}<br>${plain(chart.x_label)} ${number(x)}: <b>${number(series.y[k])}</b>` +
        (series.low.length && series.low[k] !== null ? ` (${number(series.low[k])} to ${number(series.high[k])})` : "")),
      line: { color: colour, width: 2, dash: dash_of(look, colours, DASHES) },
      marker: { color: colour, size: 7, symbol: SYMBOLS[look % SYMBOLS.length] },
    };
    const inside = series.low.map((low, k) => k).filter((k) => series.low[k] !== null && series.high[k] !== null);
    if (!inside.length) return [line];
    const back = [...inside].reverse();
    const band = {
      name: plain(series.name), type: "scatter", mode: "lines", fill: "toself", hoverinfo: "skip", meta: series.name,
      x: [...inside, ...back].map((k) => series.x[k]),
      y: [...inside.map((k) => series.high[k]), ...back.map((k) => series.low[k])],
      fillcolor: faded(colour, 0.16), line: { width: 0 },
    };
    return [band, line];
  }

  const behind = (series, colours) => ({ type: "scatter", mode: "lines", x: series.x, y: series.y, hoverinfo: "skip", line: { color: colours.grey, width: 1 } });

  function extent(values) {
    const [low, high] = values.reduce(([a, b], v) => (v === null || v === undefined ? [a, b] : [Math.min(a, v), Math.max(b, v)]), [Infinity, -Infinity]);
    return low <= high ? [low, high] : [0, 1];
  }
  const roomy = ([low, high]) => { const room = 0.06 * (high - low || Math.abs(low) || 1); return [low - room, high + room]; };

  const tick_text = (value) => Number(value.toPrecision(3)).toLocaleString("en", { maximumSignificantDigits: 3 });
  // Of a range with some five ticks.
  const decimals = ([low, high]) => Math.min(8, Math.max(0, Math.ceil(-Math.log10((high - low) / 5))));

  // Those of some ascending values that have room for their texts, the last first.
  function ticks(values, log, range, width) {
    const place = (value) => (log ? Math.log10(value) : value);
    const [low, high] = range.map(place);
    const at = (value) => (high > low ? ((place(value) - low) / (high - low)) * width * 0.89 : 0);
    const half = (value) => (tick_text(value).length * 0.6 * 0.8125 * rem) / 2 + 4;
    const shown = [];
    for (const value of [...values].reverse()) {
      const last = shown[0];
      if (last === undefined || at(last) - at(value) >= half(last) + half(value)) shown.unshift(value);
    }
    return shown;
  }

  // One drawing for each panel: { data, layout }.
  function lines(chart, colours, width) {
    const { look } = looks(chart);
    const small = chart.panels.length > 1;
    const y = roomy(extent(chart.series.flatMap((s) => [...s.y, ...s.low, ...s.high])));
    const all = chart.series.flatMap((s) => s.x);
    const x = roomy(extent(chart.log_x ? all.map(Math.log10) : all));
    return chart.panels.map((_, panel) => {
      const inside = chart.series.map((series, i) => ({ series, i })).filter(({ series }) => series.panel === panel);
      const data = chart.backdrop ? chart.series.filter((series) => series.panel !== panel).map((series) => behind(series, colours)) : [];
      data.push(...inside.flatMap(({ series, i }) => line_traces(chart, series, look[i], colours)));
      const own = inside.flatMap(({ series }) => series.x);
      const xaxis = { title: { text: plain(chart.x_label) }, type: chart.log_x ? "log" : "linear", ...(chart.own_x ? {} : { range: x }) };
      const values = [...new Set(chart.own_x ? own : all)].sort((a, b) => a - b);
      const shown = ticks(values, chart.log_x, chart.own_x ? extent(values) : extent(all), width - 90);
      if (2 * shown.length > values.length) Object.assign(xaxis, { tickmode: "array", tickvals: shown, ticktext: shown.map(tick_text), tickangle: 0 });
      return { data, layout: { xaxis, yaxis: { title: { text: wrapped(chart.y_label, small ? 26 : 50), standoff: 8 }, range: y, nticks: 7, tickformat: `,.${decimals(y)}f` }, height: small ? 270 : 440 } };
    });
  }

  function points(chart, colours, width, all_points) {
    const small = chart.series.length > 1;
    const [low, high] = extent([...chart.series.flatMap((s) => [...s.x, ...s.y]), ...chart.view.x, ...chart.view.y]);
    return chart.series.map((series) => {
      const many = series.x.length > 500;
      const data = [{
        type: "scatter", mode: "markers", x: series.x, y: series.y, name: plain(series.name), hoverinfo: "text",
        text: series.x.map((x, k) => `${wrapped(series.labels[k] ?? series.name, 44)}<br>${plain(chart.x_label)}: ${number(x)}<br>` +
          `${plain(chart.y_label)}: ${number(series.y[k])}`),
        marker: { color: colours.accent, size: many ? 4 : 6, opacity: many ? 0.45 : 0.8 },
      }];
      if (chart.diagonal) {
        data.push({ type: "scatter", mode: "lines", x: [low, high], y: [low, high], name: "equal", hoverinfo: "skip",
                    line: { color: colours.muted, width: 1.5, dash: "dash" } });
      }
      const range = (axis) => (all_points ? roomy(extent(chart.series.flatMap((s) => (chart.diagonal ? [...s.x, ...s.y] : s[axis])))) : chart.view[axis]);
      return { data, layout: {
        xaxis: { title: { text: wrapped(chart.x_label, 34) }, range: range("x"), nticks: 6 },
        yaxis: { title: { text: wrapped(chart.y_label, 30), standoff: 8 }, range: range("y"), nticks: 7 }, height: small ? 320 : Math.min(560, Math.max(340, width * 0.7)) } };
    });
  }

  const KINDS = { lines, points };

  function finished({ data, layout }, colours, width) {
    const axis = { automargin: true, gridcolor: colours.line, linecolor: colours.line, zerolinecolor: colours.line };
    return { data, layout: {
      ...layout, height: Math.round((layout.height * rem) / 16), autosize: true, margin: { t: 12, r: 12, b: 44, l: 48 }, showlegend: false, dragmode: width < 600 ? false : "zoom",
      xaxis: { ...axis, ...layout.xaxis }, yaxis: { ...axis, ...layout.yaxis },
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", hovermode: "closest",
      font: { family: getComputedStyle(document.body).fontFamily, size: 0.8125 * rem, color: colours.text },
      hoverlabel: { bgcolor: colours.card, bordercolor: colours.line, font: { color: colours.text }, align: "left" },
      modebar: { bgcolor: "rgba(0,0,0,0)", color: colours.muted, activecolor: colours.accent },
    } };
  }

  // A button for each line, which hides and shows it. Outside of the drawing, so that names wrap.
  function legend(figure, chart, colours) {
    const list = figure.querySelector(".legend");
    if (!list || list.childElementCount || chart.kind !== "lines") return;
    const { names, look, legend: shown } = looks(chart);
    if (shown.length < 2) return;
    for (const name of shown) {
      const of_name = look[names.indexOf(name)], colour = `var(--series-${of_name % colours.series.length})`;
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: name });
      button.setAttribute("aria-pressed", "true");
      button.insertAdjacentHTML("afterbegin", `<svg width="30" height="12" viewBox="-15 -6 30 12" aria-hidden="true"><path d="M-15,0H15" fill="none" stroke="${colour}" stroke-width="2" ` +
        `stroke-dasharray="${dash_of(of_name, colours, LEGEND_DASHES)}"/><path d="${SHAPES[of_name % SHAPES.length]}" fill="${colour}"/></svg>`);
      button.addEventListener("click", () => {
        const on = button.getAttribute("aria-pressed") !== "true";
        button.setAttribute("aria-pressed", String(on));
        const members = new Set(chart.series.filter((_, i) => names[i] === name).map((series) => series.name));
        for (const place of figure.querySelectorAll(".chart")) {
          const traces = place.data.map((trace, i) => (members.has(trace.meta) ? i : -1)).filter((i) => i >= 0);
          if (traces.length) Plotly.restyle(place, { visible: on }, traces);
        }
      });
      list.appendChild(document.createElement("li")).append(button);
    }
  }

  async function draw_figure(figure, colours) {
    const chart = charts[Number(figure.dataset.chart)];
    if (chart.kind === "swarm") return drawSwarm(figure, chart, number);
    const places = [...figure.querySelectorAll(".chart")];
    const width = places[0].clientWidth;
    legend(figure, chart, colours);
    const all_points = figure.querySelector(".zoom")?.getAttribute("aria-pressed") === "true";
    const drawings = KINDS[chart.kind](chart, colours, width, all_points);
    for (const [i, drawing] of drawings.entries()) {
      const { data, layout } = finished(drawing, colours, width);
      await Plotly.react(places[i], data, layout, { responsive: true, displaylogo: false, modeBarButtons: BUTTONS, displayModeBar: places.length > 1 || width < 600 ? false : "hover" });
    }
  }

  async function draw() {
    const colours = theme();
    let drawn = 0;
    for (const figure of figures) {
      await draw_figure(figure, colours);
      document.documentElement.dataset.drawn = String(++drawn);
    }
  }

  for (const button of document.querySelectorAll(".zoom")) {
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      draw_figure(button.closest("figure"), theme());
    });
  }

  // The same numbers as rows of a table: [header, row, row, ...].
  const ROWS = {
    lines: (chart) => [["", chart.x_label, chart.y_label, "from", "to"],
      ...chart.series.flatMap((s) => s.x.map((x, k) => [s.name, x, s.y[k], s.low[k] ?? null, s.high[k] ?? null]))],
    points: (chart) => [["", chart.x_label, chart.y_label],
      ...chart.series.flatMap((s) => s.x.map((x, k) => [s.labels[k] ?? s.name, x, s.y[k]]))],
    swarm: (chart) => [["", "architecture", "value", chart.effect_label],
      ...chart.rows.flatMap((row) => row.effects.map((effect, k) => [row.label, chart.points[k] ?? String(k + 1), row.values[k], effect]))],
  };

  function table(rows) {
    const element = document.createElement("table");
    rows.forEach((row, i) => {
      const line = element.insertRow();
      row.forEach((value, k) => {
        const cell = line.appendChild(document.createElement(i === 0 ? "th" : "td"));
        cell.textContent = typeof value === "string" ? value : number(value);
        if (k > 0) cell.className = "number";
      });
    });
    return element;
  }

  for (const figure of figures) {
    const details = figure.querySelector("details.numbers"), chart = charts[Number(figure.dataset.chart)];
    details.addEventListener("toggle", () => {
      const scroll = Object.assign(document.createElement("div"), { className: "scroll", tabIndex: 0 });
      scroll.append(table(ROWS[chart.kind](chart)));
      details.append(scroll);
    }, { once: true });
  }

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  let waiting = 0;
  addEventListener("resize", () => {  // Plotly follows by itself
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => figures.forEach((figure) => charts[Number(figure.dataset.chart)].kind === "swarm" && draw_figure(figure, theme())));
  });
  draw();
})();
