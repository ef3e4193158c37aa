// "5 minutes ago" in the reader's language; the exact time stays in the title.

const STEPS = [
  ["year", 31536000],
  ["month", 2592000],
  ["week", 604800],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];
const format = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "auto" });

function relative(date) {
  const seconds = (date - Date.now()) / 1000;
  const step = STEPS.find(([, length]) => Math.abs(seconds) >= length);
  return step ? format.format(Math.round(seconds / step[1]), step[0]) : format.format(0, "minute");
}

export function showRelativeTimes(root = document) {
  for (const element of root.querySelectorAll("time[data-relative-time]")) {
    const date = new Date(element.dateTime);
    element.title ||= date.toLocaleString(document.documentElement.lang || undefined);
    element.textContent = relative(date);
  }
}

setInterval(() => showRelativeTimes(), 60000);
