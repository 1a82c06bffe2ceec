"use strict";
// Draws the charts of the page from the JSON that it holds (chart_json.cpp), in the colours of page.css.
(() => {
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const places = [...document.querySelectorAll(".chart")];
  const SYMBOLS = ["circle", "square", "diamond", "triangle-up", "cross", "x", "star", "hexagon"];
  const DASHES = ["solid", "dash", "dot", "dashdot"];
  const BUTTONS = [["toImage", "zoom2d", "pan2d", "resetScale2d"]];

  const theme = () => {
    const style = getComputedStyle(document.documentElement);
    const get = (name) => style.getPropertyValue(name).trim();
    return { text: get("--text"), muted: get("--muted"), line: get("--line"), card: get("--card"), accent: get("--accent"),
             low: get("--scale-low"), high: get("--scale-high"), series: get("--series").split(/\s+/) };
  };

  // Plotly reads a few tags and entities in its texts.
  const plain = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const short = (text, most) => plain(text.length > most ? `${text.slice(0, most - 1)}…` : text);
  const number = (value) => (value === null ? "–" : Number(value.toPrecision(6)).toLocaleString("en", { maximumSignificantDigits: 6 }));

  const label_length = (width) => Math.max(12, Math.min(48, Math.floor(width / 18)));

  // Names as ticks of a numbered axis: equal names stay apart.
  const named = (names, most) => ({ tickmode: "array", tickvals: names.map((_, i) => i), ticktext: names.map((name) => short(name, most)) });

  const faded = (colour, alpha) => `rgba(${[1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16)).join(",")},${alpha})`;

  function line_traces(chart, colours) {
    return chart.series.flatMap((series, i) => {
      const colour = colours.series[i % colours.series.length];
      const group = { legendgroup: String(i), name: plain(series.name) };
      const line = {
        ...group, type: "scatter", mode: "lines+markers", x: series.x, y: series.y, hoverinfo: "text",
        text: series.x.map((x, k) => `${plain(series.name)}<br>${plain(chart.x_label)} ${number(x)}: <b>${number(series.y[k])}</b>` +
          (series.low.length ? ` (${number(series.low[k])} to ${number(series.high[k])})` : "")),
        line: { color: colour, width: 2, dash: DASHES[Math.floor(i / colours.series.length) % DASHES.length] },
        marker: { color: colour, size: 7, symbol: SYMBOLS[i % SYMBOLS.length] },
      };
      const inside = series.low.map((low, k) => k).filter((k) => series.low[k] !== null && series.high[k] !== null);
      if (!inside.length) return [line];
      const back = [...inside].reverse();
      const band = {
        ...group, type: "scatter", mode: "lines", fill: "toself", showlegend: false, hoverinfo: "skip",
        x: [...inside, ...back].map((k) => series.x[k]),
        y: [...inside.map((k) => series.high[k]), ...back.map((k) => series.low[k])],
        fillcolor: faded(colour, 0.16), line: { width: 0 },
      };
      return [band, line];
    });
  }

  function lines(chart, colours) {
    const ticks = [...new Set(chart.series.flatMap((series) => series.x))].sort((a, b) => a - b);
    const xaxis = { title: { text: plain(chart.x_label) }, type: chart.log_x ? "log" : "linear" };
    if (ticks.length <= 12) Object.assign(xaxis, { tickmode: "array", tickvals: ticks, ticktext: ticks.map(number) });
    return { data: line_traces(chart, colours), height: 460,
             layout: { xaxis, yaxis: { title: { text: plain(chart.y_label) } }, showlegend: true } };
  }

  function extent(values) {
    return values.reduce(([low, high], v) => (v === null ? [low, high] : [Math.min(low, v), Math.max(high, v)]), [Infinity, -Infinity]);
  }

  function points(chart, colours) {
    const many = chart.series.some((series) => series.x.length > 500);
    const data = chart.series.map((series, i) => ({
      type: "scatter", mode: "markers", x: series.x, y: series.y, name: plain(series.name), hoverinfo: "text",
      text: series.x.map((x, k) => `${plain(series.labels[k] ?? series.name)}<br>${plain(chart.x_label)}: ${number(x)}<br>` +
        `${plain(chart.y_label)}: ${number(series.y[k])}`),
      marker: { color: colours.series[i % colours.series.length], size: many ? 4 : 6, opacity: many ? 0.5 : 0.8,
                symbol: SYMBOLS[i % SYMBOLS.length] },
    }));
    const [low, high] = extent(chart.series.flatMap((series) => [...series.x, ...series.y]));
    if (chart.diagonal && low <= high) {
      data.push({ type: "scatter", mode: "lines", x: [low, high], y: [low, high], name: "equal", hoverinfo: "skip",
                  line: { color: colours.muted, width: 1.5, dash: "dash" } });
    }
    return { data, height: 560, layout: { xaxis: { title: { text: plain(chart.x_label) } },
                                          yaxis: { title: { text: plain(chart.y_label) } }, showlegend: data.length > 1 } };
  }

  function bars(chart, colours, width) {
    const whiskers = chart.deviations.length
      ? { error_x: { type: "data", array: chart.deviations, color: colours.muted, thickness: 1.2, width: 3 } } : {};
    const data = [{
      type: "bar", orientation: "h", x: chart.values, y: chart.labels.map((_, i) => i), hoverinfo: "text", textposition: "none",
      text: chart.labels.map((label, i) => `${plain(label)}<br><b>${number(chart.values[i])}</b>` +
        (chart.deviations.length ? ` ± ${number(chart.deviations[i])}` : "")),
      marker: { color: colours.accent }, ...whiskers,
    }];
    return { data, height: 110 + 24 * chart.labels.length, layout: {
      bargap: 0.25, xaxis: { title: { text: plain(chart.value_label) }, nticks: width < 600 ? 4 : 10 },
      yaxis: { ...named(chart.labels, label_length(width)), range: [chart.labels.length - 0.5, -0.5], showgrid: false } } };
  }

  function heat_map(chart, colours, width) {
    const cells = chart.row_names.length * chart.column_names.length;
    const data = [{
      type: "heatmap", z: chart.rows, x: chart.column_names.map((_, i) => i), y: chart.row_names.map((_, i) => i),
      colorscale: [[0, colours.low], [1, colours.high]], hoverongaps: false, xgap: 1, ygap: 1, hoverinfo: "text",
      text: chart.rows.map((row, i) => row.map((z, j) => `${plain(chart.row_names[i])}, ${plain(chart.column_names[j])}<br><b>${number(z)}</b>`)),
      texttemplate: cells <= 400 ? "%{z:.3~g}" : "",
      colorbar: { title: { text: plain(chart.value_label), side: "right" }, outlinewidth: 0, thickness: 14 },
    }];
    return { data, height: 170 + 34 * chart.row_names.length, layout: {
      xaxis: { ...named(chart.column_names, 24), showgrid: false },
      yaxis: { ...named(chart.row_names, label_length(width)), range: [chart.row_names.length - 0.5, -0.5], showgrid: false } } };
  }

  const KINDS = { lines, points, bars, heat_map };

  function figure(chart, colours, width) {
    const { data, layout, height } = KINDS[chart.kind](chart, colours, width);
    const axis = { automargin: true, gridcolor: colours.line, linecolor: colours.line, zerolinecolor: colours.line };
    return { data, layout: {
      ...layout, height, autosize: true, margin: { t: 36, r: 16, b: 48, l: 56 },
      xaxis: { ...axis, ...layout.xaxis }, yaxis: { ...axis, ...layout.yaxis },
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", hovermode: "closest",
      font: { family: getComputedStyle(document.body).fontFamily, size: 13, color: colours.text },
      hoverlabel: { bgcolor: colours.card, bordercolor: colours.line, font: { color: colours.text }, align: "left" },
      legend: { orientation: "h", x: 0, xanchor: "left", y: 1.02, yanchor: "bottom", itemsizing: "constant" },
      modebar: { bgcolor: "rgba(0,0,0,0)", color: colours.muted, activecolor: colours.accent },
    } };
  }

  async function draw() {
    const colours = theme();
    for (const [i, chart] of charts.entries()) {
      const { data, layout } = figure(chart, colours, places[i].clientWidth);
      await Plotly.react(places[i], data, layout, { responsive: true, displaylogo: false, modeBarButtons: BUTTONS });
    }
    document.documentElement.dataset.drawn = String(charts.length);
  }

  // The same numbers as rows of a table: [header, row, row, ...].
  const ROWS = {
    lines: (chart) => [["", chart.x_label, chart.y_label, "from", "to"],
      ...chart.series.flatMap((s) => s.x.map((x, k) => [s.name, x, s.y[k], s.low[k] ?? null, s.high[k] ?? null]))],
    points: (chart) => [["", chart.x_label, chart.y_label],
      ...chart.series.flatMap((s) => s.x.map((x, k) => [s.labels[k] ?? s.name, x, s.y[k]]))],
    bars: (chart) => [["", chart.value_label, ...(chart.deviations.length ? ["standard deviation"] : [])],
      ...chart.labels.map((label, i) => [label, chart.values[i], ...(chart.deviations.length ? [chart.deviations[i]] : [])])],
    heat_map: (chart) => [["", ...chart.column_names], ...chart.rows.map((row, i) => [chart.row_names[i], ...row])],
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

  places.forEach((place, i) => {
    const details = place.parentElement.querySelector("details");
    details.addEventListener("toggle", () => {
      const scroll = Object.assign(document.createElement("div"), { className: "scroll" });
      scroll.append(table(ROWS[charts[i].kind](charts[i])));
      details.append(scroll);
    }, { once: true });
  });

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  draw();
})();
