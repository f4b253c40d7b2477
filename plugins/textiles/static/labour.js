/* Draws the labour needs that stand in data-labour, with ECharts. Without it, or without this script, the table tells the same. */

(() => {
  "use strict";

  const NARROW = 560;
  const COLOURS = ["--vermilion", "--blue", "--green", "--gold", "--amber", "--muted"];
  const DECALS = [undefined, "rect", "circle", "triangle", "diamond", undefined];
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const size = () => Math.min(18, parseFloat(getComputedStyle(document.body).fontSize) * 0.8);

  const option = (data, width) => {
    const ink = token("--ink");
    const hair = token("--hair");
    const narrow = width < NARROW;
    return {
      animation: false,
      aria: { enabled: false },
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: size() },
      tooltip: {
        trigger: "axis",
        renderMode: "richText",
        confine: true,
        axisPointer: { type: "shadow" },
        backgroundColor: token("--sheet"),
        borderColor: hair,
        textStyle: { color: ink, fontSize: size() },
      },
      legend: { top: 0, type: "scroll", textStyle: { color: ink, fontSize: size() } },
      grid: { left: 8, right: 16, top: 48, bottom: 8, containLabel: true },
      xAxis: {
        type: "category",
        data: data.names,
        axisLabel: { color: ink, fontSize: size(), rotate: narrow ? 45 : 0 },
        axisLine: { lineStyle: { color: hair } },
      },
      yAxis: {
        type: "value",
        minInterval: 1,
        axisLabel: { color: token("--muted"), fontSize: size() },
        splitLine: { lineStyle: { color: hair } },
      },
      series: data.series.map((one, place) => ({
        type: "bar",
        stack: "persons",
        name: one.name,
        data: one.data,
        barMaxWidth: 56,
        itemStyle: {
          color: token(COLOURS[place % COLOURS.length]),
          decal: DECALS[place % DECALS.length] ? { symbol: DECALS[place % DECALS.length], color: "rgba(255, 255, 255, 0.35)", symbolSize: 0.6 } : undefined,
        },
      })),
    };
  };

  if (!window.echarts) return;
  for (const place of document.querySelectorAll("[data-labour]")) {
    const data = JSON.parse(place.dataset.labour);
    place.hidden = false;
    place.style.height = "320px";
    const chart = window.echarts.init(place);
    const show = () => chart.setOption(option(data, place.clientWidth), true);
    show();
    new ResizeObserver(() => {
      chart.resize();
      show();
    }).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  }
})();
