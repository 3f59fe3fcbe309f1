// Draws a column for each row of a table on the same page: <div data-bars="<table id>">, rows with data-name and data-value in fen.
const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function optionsOf(ground) {
  const rows = [...document.getElementById(ground.dataset.bars).querySelectorAll("tbody tr")];
  const letters = { color: style("--quiet"), fontSize: 12, fontFamily: style("--tblr-font-sans-serif") };
  return {
    animation: false,
    textStyle: letters,
    color: [style("--fill")],
    grid: { left: 4, right: 8, top: 24, bottom: 4, containLabel: true },
    xAxis: {
      type: "category",
      data: rows.map((row) => row.dataset.name),
      axisLabel: { ...letters, interval: 0, width: Math.min(72, (ground.clientWidth - 60) / rows.length), overflow: "break" },
      axisLine: { lineStyle: { color: style("--edge") } },
      axisTick: { show: false },
    },
    yAxis: { type: "value", name: "¥", nameTextStyle: letters, splitNumber: 4, axisLabel: letters, splitLine: { lineStyle: { color: style("--line") } } },
    series: [{ type: "bar", data: rows.map((row) => Number(row.dataset.value) / 100), barMaxWidth: 44, itemStyle: { borderRadius: [3, 3, 0, 0] } }],
  };
}

for (const ground of document.querySelectorAll("[data-bars]")) {
  const chart = window.echarts.init(ground, null, { renderer: "canvas" });
  const draw = () => chart.setOption(optionsOf(ground), true);
  draw();
  new ResizeObserver(() => {
    chart.resize();
    draw();
  }).observe(ground);
  new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}
