// Where on the plan a press was, in shares of it.
export const share = (sheet, x, y) => {
  const box = sheet.getBoundingClientRect();
  return [Math.min(1, Math.max(0, (x - box.left) / box.width)), Math.min(1, Math.max(0, (y - box.top) / box.height))];
};
