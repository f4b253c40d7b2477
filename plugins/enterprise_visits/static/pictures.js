/* Draws what stands in data-chain and data-bars, with ECharts. Without it, or without this script, the tables tell the same. */

(() => {
  "use strict";

  const NARROW = 560;
  const ROW = 22;
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const size = () => Math.min(18, parseFloat(getComputedStyle(document.body).fontSize) * 0.8);
  const colours = () => ({
    ink: token("--ink"),
    muted: token("--muted"),
    hair: token("--hair"),
    paper: token("--paper"),
    sheet: token("--sheet"),
    segment: token("--vermilion"),
    paired: token("--green"),
    overdue: token("--vermilion"),
    alone: token("--muted"),
    deputy: token("--blue"),
    all: token("--muted"),
    visited: token("--blue"),
  });
  const SIGN = { segment: "circle", paired: "circle", overdue: "triangle", alone: "emptyCircle", deputy: "rect" };
  const WIDE_AS = { segment: 16, paired: 9, overdue: 11, alone: 9, deputy: 10 };

  const common = () => ({
    animation: false,
    aria: { enabled: false },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: size() },
  });
  const told = (colour) => ({
    renderMode: "richText",
    confine: true,
    backgroundColor: colour.sheet,
    borderColor: colour.hair,
    textStyle: { color: colour.ink, fontSize: size() },
  });

  const chain = (data, width) => {
    const colour = colours();
    const narrow = width < NARROW;
    const across = { segment: 0, paired: narrow ? 1.1 : 1, overdue: narrow ? 1.1 : 1, alone: narrow ? 1.1 : 1, deputy: 2 };
    const label = (node) => ({
      show: node.kind === "segment" || node.kind === "deputy" || !narrow,
      position: "right",
      color: colour.ink,
      backgroundColor: colour.paper,
      padding: [1, 2],
      fontSize: size(),
      fontWeight: node.kind === "segment" ? "bold" : "normal",
      width: narrow ? 76 : undefined,
      overflow: narrow ? "truncate" : "none",
    });
    const line = (pair, style) => ({ source: pair[0], target: pair[1], lineStyle: style });
    return {
      ...common(),
      tooltip: { ...told(colour), formatter: (point) => (point.dataType === "node" ? point.name : "") },
      grid: { left: 12, right: narrow ? 64 : 96, top: 12, bottom: 12 },
      xAxis: { show: false, type: "value", min: 0, max: 2 },
      yAxis: { show: false, type: "value", min: -0.5, max: data.rows - 0.5, inverse: true },
      series: [
        {
          type: "graph",
          layout: "none",
          coordinateSystem: "cartesian2d",
          roam: false,
          emphasis: { focus: "adjacency", label: { show: true, overflow: "none" } },
          blur: { itemStyle: { opacity: 0.15 }, label: { opacity: 0.15 }, lineStyle: { opacity: 0.06 } },
          labelLayout: { hideOverlap: true },
          data: data.nodes.map((node) => ({
            id: node.id,
            name: node.name,
            value: [across[node.kind], node.row],
            symbol: SIGN[node.kind],
            symbolSize: WIDE_AS[node.kind],
            itemStyle: { color: colour[node.kind] },
            label: label(node),
          })),
          links: [
            ...data.lines.map((pair) =>
              line(pair, {
                color: pair[1].startsWith("d") ? colour.deputy : colour.muted,
                opacity: pair[1].startsWith("d") ? 0.45 : 0.35,
                width: 1,
              }),
            ),
            ...data.thread.map((pair) => line(pair, { color: colour.segment, width: 4, opacity: 0.9 })),
          ],
        },
      ],
    };
  };

  const bars = (data, width) => {
    const colour = colours();
    const narrow = width < NARROW;
    return {
      ...common(),
      tooltip: { ...told(colour), trigger: "axis", axisPointer: { type: "shadow" } },
      legend: { top: 0, textStyle: { color: colour.ink, fontSize: size() } },
      grid: { left: 8, right: 16, top: narrow ? 64 : 40, bottom: 8, containLabel: true },
      xAxis: {
        type: "value",
        minInterval: 1,
        axisLabel: { color: colour.muted, fontSize: size() },
        splitLine: { lineStyle: { color: colour.hair } },
      },
      yAxis: {
        type: "category",
        inverse: true,
        data: data.names,
        axisLabel: { color: colour.ink, fontSize: size(), width: narrow ? 96 : 200, overflow: "truncate" },
      },
      series: data.series.map((one) => ({
        type: "bar",
        name: one.name,
        data: one.data,
        barGap: "10%",
        itemStyle: { color: colour[one.kind], decal: one.kind === "overdue" ? { symbol: "rect", rotation: 0.8 } : undefined },
      })),
    };
  };

  const draw = (place, data, option, high) => {
    place.hidden = false;
    place.style.height = `${Math.max(220, high)}px`;
    const chart = window.echarts.init(place);
    const show = () => chart.setOption(option(data, place.clientWidth), true);
    show();
    new ResizeObserver(() => {
      chart.resize();
      show();
    }).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  };

  if (!window.echarts) return;
  for (const place of document.querySelectorAll("[data-chain]")) {
    const data = JSON.parse(place.dataset.chain);
    draw(place, data, chain, data.rows * Math.max(ROW, size() * 1.5));
  }
  for (const place of document.querySelectorAll("[data-bars]")) {
    const data = JSON.parse(place.dataset.bars);
    draw(place, data, bars, 80 + data.names.length * 76);
  }
  for (const hint of document.querySelectorAll(".picture-hint")) hint.hidden = false;
})();
