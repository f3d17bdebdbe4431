/* tandem.js - small courtesies on pages that already work without it.
 *
 * Leaving at once, keeping the place of a reader when a part of the page changes,
 * telling a screen reader what arrived, not losing words that were not sent yet, and a
 * clock of minutes.  Phones are shared: only long texts (data-keep) are stored, in this tab
 * alone, until the server has them, "Leave" or signing out.  Decides nothing.
 */
(() => {
  'use strict';
  const find = (selector, from = document) => [...from.querySelectorAll(selector)];

  /* Words typed and not sent, by the id of their field; only in memory. */
  const unsent = new Map();
  const drafts = (form) => find('[data-draft]', form);
  const written = (form) => drafts(form).filter((field) => field.type !== 'hidden');
  const forget = (form) => drafts(form).forEach((field) => unsent.delete(field.id));
  /* A hidden field of the same form says which words the draft was begun on: it stays with
   * the draft, or the words of someone faster would pass as read. */
  const remember = (field) => {
    const hidden = field.form ? drafts(field.form).filter(({ type }) => type === 'hidden') : [];
    if (field.value === field.defaultValue) {
      [field, ...hidden].forEach(({ id }) => unsent.delete(id));
      return;
    }
    if (!unsent.has(field.id)) hidden.forEach(({ id, value }) => unsent.set(id, value));
    unsent.set(field.id, field.value);
  };
  /* Long texts outlive a reload and a lost connection.  The key names person and field. */
  const stored = (key) => JSON.parse(sessionStorage.getItem(key) ?? 'null');
  const tell = (field, what) => {
    const place = document.getElementById(`${field.id}-kept`);
    if (place) place.textContent = place.dataset[what];
  };
  const keep = (field) => {
    const on = field.form ? drafts(field.form).filter(({ type }) => type === 'hidden') : [];
    if (field.value === field.defaultValue) sessionStorage.removeItem(field.dataset.keep);
    else {
      sessionStorage.setItem(field.dataset.keep, JSON.stringify({
        words: field.value, on: stored(field.dataset.keep)?.on ?? on.map(({ id, value }) => [id, value]) }));
    }
    tell(field, 'kept');
  };
  const forgetKept = () => {
    const drop = Object.keys(sessionStorage).filter((key) => key.startsWith('draft-'));
    drop.forEach((key) => sessionStorage.removeItem(key));
  };
  /* What the server shows as saved was sent; the rest comes back into its field. */
  const bringBackKept = () => {
    const plain = (words) => words.replace(/\s+/g, ' ').trim();
    const fields = find('[data-keep]');
    const saved = new Set(fields.map(({ defaultValue }) => plain(defaultValue)));
    Object.keys(sessionStorage).filter((key) => key.startsWith('draft-')).forEach((key) => {
      if (saved.has(plain(stored(key).words))) sessionStorage.removeItem(key);
    });
    fields.forEach((field) => {
      const draft = stored(field.dataset.keep);
      if (!draft) return;
      field.value = draft.words;
      draft.on.forEach(([id, value]) => { const base = document.getElementById(id); if (base) base.value = value; });
      field.closest('details')?.setAttribute('open', '');
      remember(field);
      tell(field, 'back');
    });
  };
  addEventListener('submit', (event) => {
    const field = find('[data-keep]', event.target)[0];
    if (event.target.getAttribute('action')?.includes('/sign-out')) forgetKept();
    if (!field || navigator.onLine) return;
    event.preventDefault();
    keep(field);
    tell(field, 'offline');
  });
  addEventListener('input', ({ target }) => {
    if (target.matches('[data-draft]')) remember(target);
    if (target.matches('[data-keep]')) keep(target);
  });
  addEventListener('beforeunload', (event) => {
    if (unsent.size) event.preventDefault();
  });
  const bringBack = () => {
    find('[data-draft]').forEach((field) => {
      const words = unsent.get(field.id);
      if (words !== undefined && field.value !== words) field.value = words;
    });
    moveOver();
  };
  /* While somebody wrote other words for a sentence, the other one kept both versions, or picked
   * one: the field they typed in is gone, and another for the same sentence stands there.
   * What is on its way to the server is no draft any more. */
  const sending = new Set();
  const twins = [['words-', 'third-', 'base-', 'third-on-'], ['third-', 'words-', 'third-on-', 'base-']];
  const moveOver = () => [...unsent].forEach(([id, words]) => {
    const [from, to, on, toOn] = twins.find(([start]) => id.startsWith(start) && !id.startsWith('third-on-')) ?? [];
    const field = from && !document.getElementById(id) && document.getElementById(id.replace(from, to));
    if (!field || sending.has(id) || unsent.has(field.id)) return;
    const begunOn = unsent.get(id.replace(from, on));
    const hidden = document.getElementById(id.replace(from, toOn));
    if (begunOn && hidden) hidden.value = begunOn;
    [id, id.replace(from, on)].forEach((old) => unsent.delete(old));
    field.value = words;
    field.closest('details')?.setAttribute('open', '');
    remember(field);
  });

  /* "Leave" puts the other page in place of this one: Back does not return here. */
  addEventListener('click', (event) => {
    const leave = event.target.closest('[data-leave]');
    if (!leave) return;
    event.preventDefault();
    unsent.clear();
    forgetKept();
    location.replace(leave.href);
  });

  /* A plain form takes its words along.  One that htmx sends keeps them until the
   * server has them: that submit is prevented before it reaches the window. */
  addEventListener('submit', (event) => {
    if (!event.defaultPrevented) forget(event.target);
  });

  /* Arrivals, politely: the newest one only, at most one in five seconds. */
  let waiting = '';
  let timer = 0;
  const say = (text) => {
    const place = document.getElementById('said');
    if (!place || !text) return;
    if (timer) { waiting = text; return; }
    place.textContent = text;
    timer = setTimeout(() => { timer = 0; const next = waiting; waiting = ''; say(next); }, 5000);
  };
  const heard = new Set(find('[data-say]').map((element) => element.dataset.say));
  const listen = () => find('[data-say]').forEach(({ dataset }) => {
    if (heard.has(dataset.say)) return;
    heard.add(dataset.say);
    say(dataset.say);
  });

  /* Minutes left, by the server's clock. */
  const clocks = () => find('[data-ends]');
  const skew = Number(clocks()[0]?.dataset.now ?? Date.now()) - Date.now();
  const tick = () => clocks().forEach((clock) => {
    const minutes = Math.ceil((clock.dataset.ends - Date.now() - skew) / 60000);
    const words = minutes < 1 ? 'none' : minutes === 1 ? 'one' : 'many';
    clock.textContent = clock.dataset[words].replace('#', minutes);
  });

  const focusOn = (element) => {
    if (!element) return;
    if (element.tabIndex < 0) element.tabIndex = -1;
    element.focus();
  };
  /* A swap may take the element away that asked for it, so who asked is noted before.
   * A change that arrives by itself never moves the focus. */
  const asked = new WeakMap();
  const typed = (form) => written(form).map((field) => field.value).join('\0');
  addEventListener('htmx:before:request', ({ target, detail: { ctx } }) => {
    if (!target.matches('form, a, button')) return;
    asked.set(ctx, typed(target));
    drafts(target).forEach(({ id }) => sending.add(id));
    ctx.target?.setAttribute?.('aria-busy', 'true');
  });
  addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
    const form = ctx.sourceElement;
    if (!asked.has(ctx) || ctx.response.status >= 400) return;
    /* What was typed while it was on its way stays. */
    if (typed(form) !== asked.get(ctx)) return;
    forget(form);
    form.reset?.();
  });

  /* An answer without the part asked for (signed out, an error page) never empties the
   * page: a form is sent again as a plain one, which its key makes harmless. */
  addEventListener('htmx:before:swap', (event) => {
    const { ctx, tasks } = event.detail;
    if (!ctx.select || tasks.some(({ fragment }) => fragment?.childElementCount)) return;
    event.preventDefault();
    const form = ctx.sourceElement;
    if (!asked.has(ctx) || !form.matches('form')) return;
    const { name, value } = ctx.request.submitter ?? {};
    if (name) form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
    unsent.clear();
    form.submit();
  });
  addEventListener('htmx:finally:request', ({ detail }) => {
    const form = detail?.ctx?.sourceElement;
    if (form?.matches('form')) drafts(form).forEach(({ id }) => sending.delete(id));
    find('[aria-busy]').forEach((element) => element.removeAttribute('aria-busy'));
  });
  addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
    bringBack();
    listen();
    tick();
    if (!asked.has(ctx)) return;
    const errors = document.querySelector('.errors');
    const lost = !document.activeElement || document.activeElement === document.body;
    if (errors) focusOn(errors);
    else if (lost) {
      const part = ctx.target?.isConnected ? ctx.target : document.getElementById(ctx.target?.id);
      focusOn(part?.querySelector('h1, h2, h3') ?? document.querySelector('h1'));
    }
  });

  focusOn(document.querySelector('.errors'));
  bringBackKept();
  tick();
  setInterval(tick, 15000);
})();
