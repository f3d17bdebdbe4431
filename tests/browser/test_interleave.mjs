// test_interleave.mjs - a client and a therapist write the same thing at once, over and over.
//
//   INTERLEAVINGS=1000 SEED=7 node tests/browser/test_interleave.mjs
//
// Each interleaving is one thing (a topic or a sentence of a session, a goal, a sentence of the
// formulation) and two browsers that read, write, reload, answer and send in random order, with
// scripts or without, on words that are old by then, some forms sent twice.  The ledger is
// this program's own: every text the server said it took.  After each interleaving every text
// of the thing must stand in its history as typed, with its author (at /joint/ID once; a session
// shows a text again that somebody picked); one that was not taken must be on the answer.  What the checker would miss is tried first, on what a real page says.
import {
  behaved, main, must, mustBe, newPerson, openBrowser, press, signIn, startTandem, test,
} from './kit.mjs';
import { sessionNow } from './steps.mjs';

const TOTAL = Number(process.env.INTERLEAVINGS ?? 60);
const TIME = process.env.INTERLEAVINGS ? Infinity : 50000;   // ms; on a busy machine fewer than 60
const LEAST = 8;
const SEED = Number(process.env.SEED ?? (Date.now() % 1000000));
const ROUND = 125;              // then a fresh practice: pages stay as long as real ones
const TEXTS_OF_A_THING = 25;    // then a fresh thing

// --- chance, from the seed (mulberry32) ----------------------------------------------------

let state = SEED;
function chance() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (n) => Math.floor(chance() * n);
const pick = (list) => list[below(list.length)];
const often = (share) => chance() < share;

/** Words nobody else has, of the kinds that get lost: signs, lines, other scripts. */
let written = 0;
function someWords(who) {
  const pieces = ['a pause', 'two  spaces', '“said”', '<b>not bold</b> & so on', 'naïve, größer',
    'مرحبا', '心の声', '🌿👩‍👧', "it's 100 % mine", 'line\nand line', 'line\n\nand paragraph', 'x=1&y=%20+'];
  const some = Array.from({ length: 1 + below(4) }, () => pick(pieces));
  return `${who} ${++written}: ${some.join(' ')}.`;
}

// --- the ledger -----------------------------------------------------------------------------

/** What is wrong with a history, as lines. `shown`: what a page says, { who, text }. */
function complaints(thing, shown) {
  const wrong = [];
  for (const { who, text } of thing.taken) {
    const found = shown.filter((one) => one.text === text);
    if (found.length === 0) wrong.push(`lost: ${JSON.stringify(text)}`);
    if (found.length > 1) wrong.push(`there ${found.length} times: ${JSON.stringify(text)}`);
    if (found.some((one) => one.who !== who)) wrong.push(`not under ${who}: ${JSON.stringify(text)}`);
  }
  for (const { text } of shown) {
    if (!thing.tried.has(text)) wrong.push(`nobody wrote: ${JSON.stringify(text)}`);
  }
  return wrong;
}

// --- what stands on pages ---------------------------------------------------------------------

/** Runs in the page: every wording of a history. */
const readHistory = (items) => items.map((item) => ({
  who: item.querySelector('.voice-tag, .tag, .split > :last-child').textContent.trim(),
  text: [...item.querySelector('p.words').children].filter(({ tagName }) => tagName !== 'DEL')
    .map(({ textContent }) => textContent).join(''),
}));

/** Runs in the page: every wording of one thing of a session, each once. */
const readItem = (item) => {
  const bare = (text) => text.replace(/^“/, '').replace(/”$/, '');
  const shown = [...item.querySelectorAll('li')].filter((line) => line.closest('details')?.id.startsWith('before-'))
    .map((line) => ({ who: /(Maya|Daniel|You):/.exec(line.firstChild.textContent)?.[1] ?? '',
      text: bare(line.querySelector('.words').textContent) }));
  const stands = [...item.querySelectorAll('.pair blockquote')].map((quote) => ({
    who: quote.parentElement.querySelector('.who').textContent.split(',')[0], text: bare(quote.textContent) }));
  const field = item.querySelector('form[action$="/words"] textarea');
  const one = item.querySelector(':scope > .words');
  const newest = field?.defaultValue ?? (one ? bare(one.textContent) : null);
  if (stands.length === 0 && newest !== null) stands.push({ who: null, text: newest });
  return shown.concat(stands);
};

async function historyOf(thing, reader) {
  const known = (who) => (who === 'You' || who === 'you' ? reader.name : who);
  if (thing.kind.session) {
    await reader.go(thing.page);
    const shown = await reader.page.locator(`#e-${thing.id}`).evaluate(readItem);
    const authors = new Map(thing.taken.map(({ text, who }) => [text, who]));
    // A session shows an author beside earlier words only; the newest may be whose it is.
    return shown.filter(({ text }, at) => shown.findIndex((one) => one.text === text) === at)
      .map(({ who, text }) => ({ text, who: who === null ? authors.get(text) : known(who) }));
  }
  await reader.go(`${thing.work}/joint/${thing.id}`);
  const shown = await reader.page.locator('main ol > li').evaluateAll(readHistory);
  return shown.map(({ who, text }) => ({ text, who: known(who) }));
}

// --- things to write ------------------------------------------------------------------------

const KINDS = [
  { name: 'goal', page: '/goals', form: 'form:has(input[name="kind"][value="goal"])' },
  { name: 'sentence of the formulation', page: '/picture', form: 'form:has(input[name="slot"][value="hard"])' },
  { name: 'topic', session: true, form: 'form:has(#agenda)' },
  { name: 'sentence', session: true, form: 'form:has(#sentence)' },
];

/** A person would open what is folded. */
function unfold(place) {
  return place.evaluate((element) => {
    for (let at = element; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
  });
}

/** Presses a button, waits until the page shows the answer; statuses of the answers to it. */
async function send(person, button, beside) {
  const { page } = person;
  const answers = [];
  const hear = (response) => {
    if (response.request().method() === 'POST') answers.push(response.status());
  };
  page.on('response', hear);
  const live = person.scripts && await button.evaluate((element) => element.form.hasAttribute('hx-post'));
  const copy = beside ? beside() : null;
  if (live) {
    // Where a change arrives under the finger a press can be lost; a person presses again.
    for (let tries = 3; answers.length === 0 && tries > 0; tries--) {
      if (tries < 3) pressedAgain++;
      await Promise.all([button.press('Enter'),
        page.waitForResponse((r) => r.request().method() === 'POST', { timeout: 5000 }).catch(() => null)]);
    }
    must(answers.length > 0, 'pressed three times, and nothing was sent');
    await page.locator('[aria-busy]').waitFor({ state: 'detached' });
  } else {
    await Promise.all([page.waitForNavigation({ waitUntil: 'domcontentloaded' }), button.press('Enter')]);
  }
  const more = await copy;
  page.off('response', hear);
  return more ? answers.concat(more) : answers;
}

async function freshThing(world, kind) {
  const { Maya } = world.readers;
  const { page } = Maya;
  const text = someWords('Maya');
  const address = kind.session ? world.session : world.work + kind.page;
  await Maya.go(address);
  const form = page.locator(kind.form).last();
  await unfold(form);
  await form.locator('[name="text"]').fill(kind.name === 'topic' ? text.replace(/\n+/g, ' ') : text);
  const typed = await form.locator('[name="text"]').inputValue();
  mustBe((await send(Maya, form.locator('button[type="submit"]').last()))[0], 303, `a new ${kind.name}`);
  await Maya.go(address);
  const id = await page.locator('[id^="e-"]').evaluateAll((all, wanted) => all.filter((one) =>
    one.textContent.includes(wanted) || [...one.querySelectorAll('textarea')].some(({ value }) => value === wanted))
    .at(-1)?.id.slice(2), typed);
  must(id, `${kind.name}: ${typed} is not on its page`);
  return { kind, id, page: address, work: world.work, tried: new Set([typed]), taken: [{ who: 'Maya', text: typed }] };
}

// --- one interleaving -------------------------------------------------------------------------

const CARD = (thing) => `#e-${thing.id}`;

function wordsForm(thing, person) {
  return person.page.locator(`form[action*="/${thing.id}/"]:has(textarea[name="text"])`).last();
}

/** The same form once more, as a browser does that heard no answer; the server's status. */
async function copyOf(person, form) {
  const { action, fields } = await form.evaluate((element) => ({
    action: element.action, fields: [...new FormData(element)] }));
  return async () => {
    const reply = await person.context.request.post(action, {
      maxRedirects: 0, headers: { Origin: new URL(person.base).origin }, form: Object.fromEntries(fields) });
    return reply.status();
  };
}

const STEPS = {
  async read(thing, person) {
    await person.go(thing.page);
  },
  async reload(thing, person) {
    await person.page.reload();
  },
  async answer(thing, person) {
    const buttons = person.page.locator(`${CARD(thing)} button[name="answer"], ${CARD(thing)} button[name="choice"]`);
    const seen = [];
    for (const button of await buttons.all()) if (await button.isVisible()) seen.push(button);
    if (seen.length) await send(person, pick(seen));
  },
  async write(thing, person) {
    const form = wordsForm(thing, person);
    await unfold(form);
    const text = someWords(person.name);
    await form.locator('textarea[name="text"]').fill(text);
    thing.tried.add(text);
    person.unsent = text;
  },
  async send(thing, person, twice = false) {
    const text = person.unsent;
    person.unsent = null;
    const form = wordsForm(thing, person);
    // A change that arrives in between must leave what is being typed alone.
    mustBe(await form.locator('textarea[name="text"]').inputValue(), text, 'a draft before it is sent');
    const beside = twice ? await copyOf(person, form) : null;
    const answers = await send(person, form.locator('button[type="submit"]').first(), beside);
    if (answers.includes(303)) thing.taken.push({ who: person.name, text });
    else {
      const said = await person.page.evaluate(() => [document.body.textContent,
        ...[...document.querySelectorAll('textarea')].map(({ value }) => value)]);
      must(said.some((piece) => piece.includes(text)), `not taken (${answers}), and not on the answer: ${text}`);
      refused++;
    }
  },
  sendTwice(thing, person) {
    return STEPS.send(thing, person, true);
  },
};

let refused = 0;
let pressedAgain = 0;
const did = { read: 0, reload: 0, answer: 0, write: 0, send: 0, sendTwice: 0, atOnce: 0 };

/** One person's part; who has read nothing yet has to, everyone else may go on with old words. */
function part(thing, person) {
  const steps = [];
  const there = person.at === thing;
  if (!there || often(0.4)) steps.push('read');
  if (often(0.25)) steps.push('answer', 'read');
  if (often(0.2)) steps.push('reload');
  steps.push('write');
  if (often(0.15)) steps.push('reload', 'write');
  steps.push(often(0.3) ? 'sendTwice' : 'send');
  person.at = thing;
  return steps;
}

async function interleave(thing, people) {
  const parts = people.map((person) => ({ person, steps: part(thing, person) }));
  const story = [];
  const go = async ({ person, steps }) => {
    const step = steps.shift();
    did[step]++;
    story.push(`${person.name}${person.scripts ? '' : ' (no scripts)'} ${step}`);
    await STEPS[step](thing, person);
  };
  try {
    for (let open = parts; open.length > 0; open = parts.filter(({ steps }) => steps.length)) {
      const last = open.length === 2 && open.every(({ steps }) => steps.length === 1);
      if (last && often(0.5)) {
        did.atOnce++;
        await Promise.all(open.map(go));
      } else await go(pick(open));
    }
  } catch (error) {
    throw new Error(`${error.message}\n${thing.kind.name}: ${story.join(', ')}`);
  }
}

// --- the practice -----------------------------------------------------------------------------

async function enter(browser, server, name, options) {
  const person = await newPerson(browser, server.base, options);
  Object.assign(person, { name, scripts: options.scripts !== false, unsent: null, at: null });
  person.page.on('dialog', (dialog) => dialog.accept());   // "leave this page?", with a draft
  await person.page.setViewportSize({ width: 390, height: 500 });   // less to draw
  await person.page.emulateMedia({ reducedMotion: 'reduce' });   // no fading: waiting tests nothing
  await signIn(person, `${name.toLowerCase()}@demo.example`, server.password);
  return person;
}

/** A tab of their own to look things up in: the others keep what they show. */
async function reader(person) {
  const page = await person.context.newPage();
  return { ...person, page, go: (address) => page.goto(new URL(address, person.base).href, { waitUntil: 'domcontentloaded' }) };
}

/** Both with scripts and without, and a session that has begun. */
async function newWorld(browser, server) {
  const of = async (options) => ({
    Maya: await enter(browser, server, 'Maya', options),
    Daniel: await enter(browser, server, 'Daniel', options) });
  const world = { live: await of({}), plain: await of({ scripts: false }), things: new Map() };
  world.work = world.live.Maya.here().replace(/\/home$/, '');
  world.session = await sessionNow(world.plain.Maya, world.plain.Daniel);
  await world.plain.Daniel.go(world.session);
  await press(world.plain.Daniel, 'Begin the session');
  world.readers = { Maya: await reader(world.plain.Maya), Daniel: await reader(world.plain.Daniel) };
  world.everyone = [world.live, world.plain].flatMap(({ Maya: m, Daniel: d }) => [m, d]);
  return world;
}

async function thingFor(world, kind) {
  const known = world.things.get(kind);
  if (known && known.taken.length < TEXTS_OF_A_THING) return known;
  const thing = await freshThing(world, kind);
  world.things.set(kind, thing);
  return thing;
}

async function check(world, thing) {
  const shown = await historyOf(thing, pick([world.readers.Maya, world.readers.Daniel]));
  const wrong = complaints(thing, shown);
  must(wrong.length === 0, `${thing.kind.name} ${thing.id}:\n${wrong.join('\n')}`);
  return shown;
}

/** What the checker must notice, tried on what a real page shows. */
async function controls(world) {
  const thing = await thingFor(world, KINDS[0]);
  await interleave(thing, [world.plain.Maya, world.plain.Daniel]);
  const shown = await check(world, thing);
  const notices = (what, changed) => must(complaints(thing, changed).length > 0, `${what} would pass`);
  const [first, ...rest] = shown;
  notices('a text overwritten without a word', rest.concat({ ...first, text: rest[0].text }));
  notices('a text that is gone', rest);
  notices('a text kept twice', shown.concat(first));
  notices('a text under another name', rest.concat({ ...first, who: first.who === 'Maya' ? 'Daniel' : 'Maya' }));
  notices('a sign that changed', rest.concat({ ...first, text: first.text.replace('.', '') }));
  notices('lines run together', rest.concat({ ...first, text: first.text.replace(/\s/, '') }));
  notices('a text nobody wrote', shown.concat({ who: 'Maya', text: 'nobody wrote this' }));
}

async function round(browser, count) {
  const server = await startTandem();
  try {
    const world = await newWorld(browser, server);
    await test('the check notices what is overwritten, gone, doubled, changed or under another name',
      () => controls(world));
    let texts = 0;
    let told = 0;
    const began = Date.now();
    const passed = await test(`interleavings from seed ${SEED}: no text taken is lost, changed or doubled`, async () => {
      for (let i = 0; i < count && (i < LEAST || Date.now() - began < TIME); i++) {
        const thing = await thingFor(world, pick(KINDS));
        const before = thing.taken.length;
        await interleave(thing, [pick([world.live, world.plain]).Maya, pick([world.live, world.plain]).Daniel]);
        await check(world, thing);
        texts += thing.taken.length - before;
        told++;
      }
    });
    await test('no errors, nothing blocked, nobody else called', () => {
      for (const person of world.everyone) {
        // A reload breaks off what was just being fetched, and htmx says so.
        const errors = person.errors.filter((line) => !/Failed to fetch/.test(line));
        behaved({ ...person, errors }, person.name);
      }
    });
    for (const { context } of world.everyone) await context.close();
    return { passed, texts, told };
  } finally {
    await server.stop();
  }
}

await main(async () => {
  const browser = await openBrowser();
  const began = Date.now();
  let texts = 0;
  let told = 0;
  try {
    for (let left = TOTAL; left > 0; left -= ROUND) {
      const done = await round(browser, Math.min(left, ROUND));
      texts += done.texts;
      told += done.told;
      if (!done.passed) break;
    }
  } finally {
    await browser.close();
  }
  console.log(`seed ${SEED}: ${told} interleavings, ${texts} texts taken, ${refused} given back, ${pressedAgain} presses lost, in ${Math.round((Date.now() - began) / 1000)} s; `
    + Object.entries(did).map(([step, times]) => `${step} ${times}`).join(', '));
});
