// test_script.mjs - the small script on a live page, without the rest of the house: a stub
// server gives a page under the real policy, with the real style sheet and libraries.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { behaved, main, must, mustBe, newPerson, openBrowser, root, test } from './kit.mjs';

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
  + "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const LIBRARY = path.join(root, 'node_modules/htmx.org/dist');
const FILES = {
  '/tandem.css': path.join(root, 'assets/tandem.css'),
  '/tandem.js': path.join(root, 'assets/tandem.js'),
  '/sign.js': path.join(root, 'assets/sign.js'),
  '/htmx.min.js': path.join(LIBRARY, 'htmx.min.js'),
  '/sse.min.js': path.join(LIBRARY, 'ext/hx-sse.min.js'),
};
const TYPES = { '.css': 'text/css', '.js': 'text/javascript' };

let serial = 0;
const streams = new Set();

const shell = (body) => `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Stub</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/tandem.css">
<script src="/live.js" defer></script>
<script src="/tandem.js" defer></script></head><body><main id="main" tabindex="-1">${body}</main>
<p class="vh" role="status" id="said"></p></body></html>`;

const form = (errors = '', text = '') => `<form id="form" method="post" action="/send" hx-post="/send"
  hx-target="#form" hx-swap="outerHTML">${errors}<h2>Topic</h2><label for="topic">Add a topic</label>
  <textarea id="topic" name="topic" data-draft>${text}</textarea><button type="submit">Add</button></form>`;

const padPage = `<script src="/sign.js" defer></script><h1>Sign</h1><div data-pad hidden><p id="pad-label">Draw it</p>
  <svg class="pad" viewBox="0 0 320 120" role="img" aria-labelledby="pad-label"><path d=""/></svg>
  <button type="button" data-pad-clear>Clear</button><input type="hidden" id="drawn" name="drawn" value=""></div>`;

const errors = `<section class="errors" role="alert" tabindex="-1"><h2>There is something to finish</h2>
  <ul><li><a href="#topic">Write a few words.</a></li></ul></section>`;

const part = () => `<p id="part" data-say="Arrival ${serial}">Part ${serial}</p>
  <form method="post" action="/send"><input type="hidden" id="base" name="base" value="${serial}" data-draft>
  <label for="both">Both</label><textarea id="both" name="both" data-draft>server ${serial}</textarea></form>
  <form method="post" action="/gone" hx-post="/gone" hx-target="#live" hx-select="#live" hx-swap="outerMorph">
  <button type="submit" name="choice" value="mine">Gone</button></form>`;

const livePage = () => shell(`<h1>Session</h1><a href="/away" data-leave>Leave</a>${form()}
  <p id="clock" data-now="${Date.now()}" data-ends="${Date.now() + 27.5 * 60000}"
    data-many="# minutes left" data-one="1 minute left" data-none="The time is over">until 11:20</p>
  <div hx-sse:connect="/events"><section id="live" hx-get="/part" hx-trigger="changed from:body"
    hx-swap="innerMorph">${part()}</section></div>`);

/** A long text: the page shows it in its field once it is saved. */
let saved = '';
const longPage = () => shell(`<h1>Story</h1><a href="/away" data-leave>Leave</a><form method="post" action="/story">
  <input type="hidden" id="base" name="base" value="${saved.length}" data-draft>
  <label for="text">Words</label><textarea id="text" name="text" data-draft data-keep="draft-me-text">${saved}</textarea>
  <p role="status" id="text-kept" data-kept="kept here" data-back="brought back" data-offline="you are offline"></p>
  <button type="submit">Save</button></form><form method="post" action="/sign-out"><button type="submit">Sign out</button></form>`);

function read(request) {
  return new Promise((resolve) => {
    let body = '';
    request.on('data', (piece) => { body += piece; });
    request.on('end', () => resolve(new URLSearchParams(body)));
  });
}

async function answer(request, reply) {
  const { pathname } = new URL(request.url, 'http://stub');
  const html = (text, status = 200) => {
    reply.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY });
    reply.end(text);
  };
  if (pathname === '/live.js') {
    // One file, as tools/web.sh makes it.
    reply.writeHead(200, { 'content-type': TYPES['.js'] });
    reply.end(['/htmx.min.js', '/sse.min.js'].map((name) => fs.readFileSync(FILES[name])).join('\n'));
  } else if (FILES[pathname]) {
    reply.writeHead(200, { 'content-type': TYPES[path.extname(pathname)] });
    reply.end(fs.readFileSync(FILES[pathname]));
  } else if (pathname === '/events') {
    reply.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.write(': hello\n\n');
    streams.add(reply);
    request.on('close', () => streams.delete(reply));
  } else if (pathname === '/send') {
    const topic = (await read(request)).get('topic') ?? '';
    await new Promise((wait) => setTimeout(wait, 150));
    if (topic) html(form());
    else html(form(errors), 422);
  } else if (pathname === '/part') {
    html(part());
  } else if (pathname === '/away') {
    html(shell('<h1>Elsewhere</h1>'));
  } else if (pathname === '/gone') {
    const sent = await read(request);
    html(shell(`<h1>Signed out, ${sent.get('choice')} kept</h1>`), 403);
  } else if (pathname === '/story') {
    if (request.method === 'POST') saved = (await read(request)).get('text');
    html(longPage());
  } else if (pathname === '/pad') {
    html(shell(padPage));
  } else if (pathname === '/errors') {
    html(shell(`<h1>Errors</h1>${form(errors)}`));
  } else {
    html(livePage());
  }
}

async function stub() {
  const server = http.createServer(answer);
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { base: `http://127.0.0.1:${server.address().port}`, close: () => { server.closeAllConnections?.(); server.close(); } };
}

/** Something changed: every listener is told, and asks for the part again. */
async function change(page) {
  serial++;
  for (const stream of streams) stream.write(`id: ${serial}\nevent: changed\ndata: \n\n`);
  await page.locator('#part', { hasText: `Part ${serial}` }).waitFor();
}

const focused = (page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.className
  || document.activeElement?.tagName);

async function tests(person) {
  const { page } = person;
  const said = () => page.locator('#said').textContent();

  await test('minutes left are counted by the server clock', async () => {
    await person.go('/');
    await page.locator('#clock', { hasText: '28 minutes left' }).waitFor();
  });

  await test('a change that arrives is shown and said, and does not move the focus', async () => {
    await page.locator('#topic').focus();
    await page.waitForFunction(() => true);
    while (!streams.size) await new Promise((wait) => setTimeout(wait, 20));
    await change(page);
    mustBe(await focused(page), 'topic', 'focus');
    mustBe(await said(), `Arrival ${serial}`, 'status');
  });

  await test('arrivals are said at most once in five seconds, the newest only', async () => {
    const before = await said();
    await change(page);
    await change(page);
    mustBe(await said(), before, 'status straight away');
    await page.waitForFunction((wanted) => document.getElementById('said').textContent === wanted,
      `Arrival ${serial}`, { timeout: 8000 });
  });

  await test('words being typed survive a change of the part around them', async () => {
    const begun = await page.locator('#base').inputValue();
    await page.locator('#both').fill('my own unsent words');
    await change(page);
    mustBe(await page.locator('#base').inputValue(), begun, 'what the draft was begun on');
    mustBe(await page.locator('#both').inputValue(), 'my own unsent words', 'textarea');
    mustBe(await focused(page), 'both', 'focus');
  });

  await test('leaving with unsent words asks first', async () => {
    let asked = '';
    page.once('dialog', (dialog) => { asked = dialog.type(); dialog.accept(); });
    await person.go('/');
    mustBe(asked, 'beforeunload', 'dialog');
  });

  await test('a form that is not finished: the summary takes the focus', async () => {
    await page.getByRole('button', { name: 'Add' }).click();
    await page.waitForSelector('[aria-busy="true"]');
    await page.locator('.errors').waitFor();
    mustBe(await focused(page), 'errors', 'focus');
    mustBe(await page.locator('[aria-busy]').count(), 0, 'busy parts');
  });

  await test('a form that was sent: the words are gone, the focus has a place', async () => {
    await page.locator('#topic').fill('The phone call');
    await page.getByRole('button', { name: 'Add' }).click();
    await page.waitForFunction(() => document.getElementById('topic').value === '');
    must(await focused(page) !== 'BODY', 'focus was lost');
    await person.go('/');
  });

  await test('an answer without the part asked for is shown as a page of its own', async () => {
    await person.go('/');
    await page.getByRole('button', { name: 'Gone' }).click();
    await page.getByRole('heading', { name: 'Signed out, mine kept' }).waitFor();
  });

  await test('a page that arrives with errors begins at their summary', async () => {
    await person.go('/errors');
    mustBe(await focused(page), 'errors', 'focus');
  });

  await test('Leave takes the place of the page, without a question', async () => {
    await person.go('/');
    await page.locator('#topic').fill('private words');
    const before = await page.evaluate(() => history.length);
    await Promise.all([page.waitForURL('**/away'), page.getByRole('link', { name: 'Leave' }).click()]);
    mustBe(await page.evaluate(() => history.length), before, 'history');
    mustBe(await page.evaluate(() => localStorage.length + sessionStorage.length), 0, 'stored things');
  });

  await test('nothing is blocked by the policy and nobody else is called', () => behaved(person, 'the page'));
}

async function longTexts(person) {
  const { page } = person;
  await test('a long text outlives a reload, with what it was begun on', async () => {
    await person.go('/story');
    await page.locator('#text').fill('when I was seven');
    mustBe(await page.locator('#text-kept').innerText(), 'kept here', 'what is said');
    page.once('dialog', (dialog) => dialog.accept());
    saved = 'from the other phone';
    await page.reload();
    mustBe(await page.locator('#text').inputValue(), 'when I was seven', 'words');
    mustBe(await page.locator('#base').inputValue(), '0', 'base');
    mustBe(await page.locator('#text-kept').innerText(), 'brought back', 'what is said');
  });

  await test('a long text is not sent while the connection is away, and is dropped once saved', async () => {
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Save' }).click();
    mustBe(await page.locator('#text-kept').innerText(), 'you are offline', 'what is said');
    mustBe(await page.locator('#text').inputValue(), 'when I was seven', 'words');
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForFunction(() => document.getElementById('base').value === '16');
    mustBe(await page.evaluate(() => localStorage.length + sessionStorage.length), 0, 'stored things');
  });

  await test('signing out and Leave drop long texts', async () => {
    for (const way of ['Sign out', 'Leave']) {
      await person.go('/story');
      await page.locator('#text').fill(`typed before ${way}`);
      page.once('dialog', (dialog) => dialog.accept());
      await page.getByText(way).click();
      await page.waitForLoadState();
      mustBe(await page.evaluate(() => localStorage.length + sessionStorage.length), 0, `stored after ${way}`);
    }
  });

  await test('a page with a long text is clean too', () => behaved(person, 'the page'));
}

async function pad(person) {
  const { page } = person;
  const drawn = () => page.locator('#drawn').inputValue();
  await test('a signature is drawn with the mouse, stays inside the pad, and can be cleared', async () => {
    await person.go('/pad');
    await page.locator('svg.pad').scrollIntoViewIfNeeded();
    const { x, y } = await page.locator('svg.pad').boundingBox();
    await page.mouse.click(x + 40, y + 40);
    must(/^M(\d+ \d+)L\1$/.test(await drawn()), `a touch alone is a dot, not ${await drawn()}`);
    await page.mouse.move(x + 60, y + 80);
    await page.mouse.down();
    await page.mouse.move(x + 2000, y + 600, { steps: 3 });
    await page.mouse.up();
    await page.mouse.move(x + 10, y + 10);
    must((await drawn()).endsWith('L320 120'), `the line ends at the edge: ${await drawn()}`);
    mustBe(await page.locator('svg.pad path').getAttribute('d'), await drawn(), 'what is shown');
    await page.getByRole('button', { name: 'Clear' }).click();
    mustBe(await drawn(), '', 'the cleared drawing');
  });

  await test('a drawing that would not end stays short enough to be sent', async () => {
    await page.evaluate(() => { document.getElementById('drawn').value = `M1 1${'L9 9'.repeat(2998)}`; });
    const { x, y } = await page.locator('svg.pad').boundingBox();
    for (let i = 0; i < 3; i++) await page.mouse.click(x + 100 + i, y + 100);
    must((await drawn()).length <= 12000 && (await drawn()).endsWith('L9 9'), 'nothing is put behind the limit');
  });

  await test('a page with a pad is clean too', () => behaved(person, 'the page'));
}

await main(async () => {
  const server = await stub();
  const browser = await openBrowser();
  try {
    await tests(await newPerson(browser, server.base));
    await longTexts(await newPerson(browser, server.base));
    await pad(await newPerson(browser, server.base));
  } finally {
    await browser.close();
    server.close();
  }
});
