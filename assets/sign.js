/* sign.js - a signature drawn with finger, pen or mouse; the written name is enough without it.
 *
 * The drawing is a path of whole numbers in a field of its form (320 wide, 120 high).
 */
(() => {
  'use strict';
  document.querySelectorAll('[data-pad]').forEach((pad) => {
    const drawing = pad.querySelector('svg');
    const line = drawing.querySelector('path');
    const field = pad.querySelector('input');
    const most = 12000;
    let down = false;
    const point = (letter, { clientX, clientY }) => {
      const { left, top, width, height } = drawing.getBoundingClientRect();
      const at = (value, from, size, to) => Math.max(0, Math.min(to, Math.round((value - from) / size * to)));
      const place = `${at(clientX, left, width, 320)} ${at(clientY, top, height, 120)}`;
      /* A touch alone is a dot: a line that goes nowhere. */
      const next = letter === 'M' ? `M${place}L${place}` : `L${place}`;
      if (field.value.endsWith(next)) return;
      if (field.value.length + next.length > most) { down = false; return; }
      field.value += next;
      line.setAttribute('d', field.value);
    };
    pad.hidden = false;
    drawing.addEventListener('pointerdown', (event) => {
      down = true;
      drawing.setPointerCapture(event.pointerId);
      point('M', event);
      event.preventDefault();
    });
    drawing.addEventListener('pointermove', (event) => { if (down) point('L', event); });
    ['pointerup', 'pointercancel'].forEach((name) => drawing.addEventListener(name, () => { down = false; }));
    pad.querySelector('[data-pad-clear]').addEventListener('click', () => {
      field.value = '';
      line.setAttribute('d', '');
    });
  });
  /* As on every page: what is to be finished comes first. */
  document.querySelector('.errors')?.focus();
})();
