/* lens.js - says, while somebody writes about others, which words blame or label, and what one
 * could say instead.  The words that are typed stay in this page: only the list of wordings is
 * fetched, once, when a field is entered.  It never blocks.  The same as src/domain/lens.c. */
(() => {
  'use strict';
  const other = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ħ: 'h', ı: 'i', ĸ: 'k', ŋ: 'n', ŧ: 't', ŉ: 'n', ĳ: 'ij', ŀ: 'l', ſ: 's' };
  const unseen = /[\u00ad\u0300-\u036f]/;
  const joins = /[\t-\r '\-\u00a0\u2010\u2011\u2019]/;
  const between = /[\0-/:-@[-`{-\u00bf×÷\u2000-\u206f\u3000-\u303f]/;
  const fold = (c) => other[c.toLowerCase()] ?? c.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '');
  const words = (text) => {
    const list = [];
    let word = null, joined = true, at = 0;
    for (const c of text) {
      if (unseen.test(c)) { if (word) word.to = at + c.length; }
      else if (between.test(c)) {
        if (word) { word = null; joined = true; }
        if (!joins.test(c)) joined = false;
      } else {
        if (!word) list.push(word = { from: at, joined, folded: '' });
        word.folded += fold(c);
        word.to = at + c.length;
      }
      at += c.length;
    }
    return list;
  };
  const stands = (phrase, list, i) =>
    phrase.every((w, k) => list[i + k]?.folded === w && (k === 0 || list[i + k].joined)) ? i + phrase.length : 0;
  const hits = (patterns, text) => {
    const list = words(text), found = [];
    for (let i = 0, start = 0; i < list.length && found.length < 20; i++) {
      let best = null, end = 0;
      for (const p of patterns) {
        const to = Math.max(0, ...p.words.map((w) => stands(w, list, i)));
        let meant = to <= end;
        for (let k = Math.max(start, i - 3); k <= i && !meant; k++) meant = p.unless.some((u) => stands(u, list, k) >= to);
        if (!meant) [best, end] = [p, to];
      }
      if (!best) continue;
      found.push({ from: list[i].from, to: list[end - 1].to, p: best });
      start = end;
      i = end - 1;
    }
    return found;
  };
  if (typeof document === 'undefined') { globalThis.lensHits = hits; return; }

  let lens, timer;
  const { words: address } = document.currentScript.dataset;
  const kept = new Set();
  const make = (tag, text, more) => Object.assign(document.createElement(tag), { textContent: text }, more);
  const keep = (field, id) => {
    kept.add(id);
    const csrf = field.form.elements.csrf?.value ?? '';
    fetch(`${address}/keep`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ csrf, id, language: lens.language }) }).catch(() => {});
  };
  const line = (field, { from, to, p }) => {
    const row = make('p', `“${field.value.slice(from, to)}”: ${p.why} ${lens.instead} ${p.instead.map((i) => `“${i}”`).join(', ')} `);
    row.append(make('button', lens.keep, { type: 'button', className: 'btn text slim', onclick: () => { keep(field, p.id); field.focus(); show(field); } }));
    return row;
  };
  const show = (field) => {
    let place = field.nextElementSibling;
    if (!place?.matches('.lens')) {
      place = make('div', '', { className: 'lens small' });
      place.setAttribute('role', 'status');
      field.after(place);
    }
    const seen = new Set(kept);
    const fresh = hits(lens.patterns, field.value).filter(({ p }) => !seen.has(p.id) && seen.add(p.id));
    place.replaceChildren(...fresh.slice(0, 3).map((hit) => line(field, hit)));
  };
  const writes = (field) => field.matches?.('form[method=post] :is(textarea, input[type=text])');
  addEventListener('focusin', ({ target }) => {
    if (lens || !writes(target)) return;
    lens = { patterns: [] };
    fetch(address).then((r) => r.json()).then((all) => { lens = all; }, () => {});
  });
  addEventListener('input', ({ target }) => {
    if (!lens || !writes(target)) return;
    clearTimeout(timer);
    timer = setTimeout(show, 400, target);
  });
  addEventListener('keydown', ({ key, target }) => {
    const place = key === 'Escape' && target.nextElementSibling;
    if (place && place.matches('.lens')) place.replaceChildren();
  });
})();
