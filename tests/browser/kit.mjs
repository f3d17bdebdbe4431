// kit.mjs - what every browser test needs: a real server with fresh demo data, people in
// real browsers, and checks of what a page must always be.
//
// Knows addresses of sign-in and health, and nothing of any other page.
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const shots = path.join(root, 'build', 'shots');

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 900 };
export const WIDTHS = [320, 390, 768, 1280];

// --- counting ---------------------------------------------------------------

const counts = { passed: 0, failed: 0, skipped: 0 };

/** Run one test; what it throws is printed and counted. True when it passed. */
export async function test(name, body) {
  try {
    await body();
    counts.passed++;
    console.log(`ok   ${name}`);
    return true;
  } catch (error) {
    counts.failed++;
    console.log(`FAIL ${name}\n     ${String(error?.message ?? error).split('\n').slice(0, 30).join('\n     ')}`);
    const at = String(error?.stack ?? '').split('\n').find((line) => /tests\/browser\/test_/.test(line));
    if (at) console.log(`     ${at.trim()}`);
    return false;
  }
}

export function skip(name, why) {
  counts.skipped++;
  console.log(`skip ${name}: ${why}`);
}

/** The last line, and the exit status that goes with it. */
export function finish() {
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
}

export function must(condition, message) {
  if (!condition) throw new Error(message);
}

export function mustBe(actual, expected, what) {
  if (actual !== expected) {
    throw new Error(`${what}: expected ${JSON.stringify(expected)}, is ${JSON.stringify(actual)}`);
  }
}

// --- the server -------------------------------------------------------------

function run(binary, args) {
  const done = spawnSync(binary, args, { encoding: 'utf8', timeout: 120000 });
  if (done.status !== 0) {
    throw new Error(`${path.basename(binary)} ${args[0]} ended with ${done.status ?? done.signal}: `
      + `${done.stderr}${done.stdout}`.slice(-2000));
  }
  return done.stdout + done.stderr;
}

/** Resolves to the address the server prints, rejects when it ends before that. */
function listening(child, log) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no address after 30 s:\n${log.text}`)), 30000);
    const look = () => {
      const found = /https?:\/\/(127\.0\.0\.1|\[::1\]|localhost):[1-9]\d*/.exec(log.text);
      if (!found) return;
      clearTimeout(timer);
      resolve(found[0]);
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (piece) => { log.text += piece; look(); });
    }
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      reject(new Error(`the server ended with ${code ?? signal}:\n${log.text.slice(-3000)}`));
    });
  });
}

async function healthy(base) {
  for (let tries = 0; tries < 100; tries++) {
    try {
      if ((await fetch(`${base}/health`)).ok) return;
    } catch { /* not there yet */ }
    await new Promise((wait) => setTimeout(wait, 100));
  }
  throw new Error('the server did not become healthy in 10 s');
}

/** A server of its own, on a free port, with the demo practice freshly made. */
export async function startTandem({ binary = process.env.TANDEM ?? path.join(root, 'build/tandem') } = {}) {
  const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'tandem-browser-'));
  const data = path.join(parent, 'data');
  const said = run(binary, ['demo', '--data', data]);
  const password = /password[^\n]*?[:\s]\s*(\S+)\s*$/im.exec(said)?.[1] ?? '';
  const log = { text: '' };
  const child = spawn(binary, ['serve', '--data', data, '--listen', '127.0.0.1:0'],
    { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  const stop = async () => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 15000);
    const status = await ended;
    clearTimeout(late);
    fs.rmSync(parent, { recursive: true, force: true });
    return { status, log: log.text };
  };
  try {
    const base = await listening(child, log);
    await healthy(base);
    return { base, data, binary, password, said, log, stop, command: (...args) => run(binary, args) };
  } catch (error) {
    await stop();
    throw error;
  }
}

// --- browsers and people ------------------------------------------------------

export function openBrowser() {
  const { chromium } = require('playwright-core');
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--no-first-run', '--no-default-browser-check',
      '--font-render-hinting=none', '--force-color-profile=srgb'],
  });
}

/** Everything a page may not do: speak of errors, break its policy, call other hosts. */
function watch(context, base) {
  const own = new URL(base).host;
  const seen = { hosts: new Set(), errors: [], expected: [] };
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol)) seen.hosts.add(url.host);
  });
  context.on('response', (response) => {
    if (response.status() >= 500) seen.errors.push(`${response.status()} ${new URL(response.url()).pathname}`);
  });
  context.on('page', (page) => {
    page.on('pageerror', (error) => seen.errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() !== 'error' && !/Content Security Policy/i.test(message.text())) return;
      // A 4xx answer that a test provokes is announced by the browser itself.
      if (/the server responded with a status of 4\d\d/.test(message.text())) return;
      seen.errors.push(`${message.text()} (${message.location().url ?? ''})`);
    });
  });
  return {
    errors: seen.errors,
    foreign: () => [...seen.hosts].filter((host) => host !== own),
  };
}

/** A browser of one person's own: cookies, size, and everything watched. */
export async function newPerson(browser, base, { phone = false, dark = false, scripts = true } = {}) {
  const context = await browser.newContext({
    viewport: phone ? PHONE : DESK,
    isMobile: phone,
    hasTouch: phone,
    deviceScaleFactor: phone ? 2 : 1,
    colorScheme: dark ? 'dark' : 'light',
    javaScriptEnabled: scripts,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  });
  context.setDefaultTimeout(15000);
  const watched = watch(context, base);
  const page = await context.newPage();
  const size = phone ? PHONE : DESK;
  const go = async (address) => {
    const reply = await page.goto(new URL(address, base).href);
    return reply?.status() ?? 0;
  };
  const here = () => new URL(page.url()).pathname;
  return { context, page, base, size, dark, go, here, ...watched };
}

export async function signIn(person, email, password) {
  await person.go('/sign-in');
  await person.page.fill('input[name="email"]', email);
  await person.page.fill('input[name="password"]', password);
  await Promise.all([
    person.page.waitForNavigation(),
    person.page.click('form:has(input[name="password"]) button[type="submit"]'),
  ]);
  must(person.here() !== '/sign-in', `${email} could not sign in: ${await mainText(person.page)}`);
}

export async function mainText(page) {
  return (await page.locator('main').innerText()).replace(/\s+/g, ' ').slice(0, 600);
}

/** Press a button or follow a link by its words, and wait for the page that follows. */
export async function press(person, name, within = person.page) {
  const target = within.getByRole('button', { name }).or(within.getByRole('link', { name })).first();
  await Promise.all([person.page.waitForNavigation(), target.click()]);
}

// --- what every page must be --------------------------------------------------

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

/** The page at its full height: sticky bars would hide targets from axe, and cut pictures. */
async function atFullHeight(page, width, body) {
  const before = page.viewportSize();
  await page.setViewportSize({ width, height: before.height });
  const full = await page.evaluate(() => Math.ceil(document.documentElement.scrollHeight));
  await page.setViewportSize({ width, height: Math.max(before.height, Math.min(full, 15000)) });
  try {
    return await body();
  } finally {
    await page.setViewportSize(before);
  }
}

/** Runs in the page: colours on their way from light to dark arrive now. */
async function settleColours() {
  await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
  document.getAnimations().forEach((animation) => animation.finish());
}

/** Violations as lines of text; empty = none. */
export async function axe(page) {
  // Evaluated through the debugger, so the page's own policy does not stop it.
  if (!await page.evaluate(() => Boolean(window.axe))) await page.evaluate(require('axe-core').source);
  await page.evaluate(settleColours);
  const found = await page.evaluate((tags) => window.axe.run(document, {
    runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'],
  }), AXE_TAGS);
  return found.violations.flatMap((violation) => violation.nodes.slice(0, 4).map((node) =>
    `[${violation.impact}] ${violation.id}: ${violation.help} at ${node.target.join(' ')}`));
}

export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Accessible and without sideways scrolling at every width, light and dark. */
export async function accessible(person, name, widths = WIDTHS) {
  const { page } = person;
  const problems = [];
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' }); // no colour half-way
    for (const width of widths) {
      await atFullHeight(page, width, async () => {
        const found = await axe(page);
        const wide = await overflow(page);
        if (wide > 0) found.push(`${wide} px too wide`);
        problems.push(...found.map((line) => `${width} ${scheme}: ${line}`));
      });
    }
  }
  await page.emulateMedia({ colorScheme: person.dark ? 'dark' : 'light', reducedMotion: 'no-preference' });
  must(problems.length === 0, `${name}:\n${[...new Set(problems)].join('\n')}`);
}

/** Runs in the page: where the focus is, whether it can be seen. */
function focusReport() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const box = element.getBoundingClientRect();
  // A radio of a drawn scale is its label.
  const shown = element.closest('label') ?? element;
  const points = [[.5, .5], [.1, .5], [.9, .5], [.5, .15], [.5, .85]];
  const visible = points.some(([across, down]) => {
    const top = document.elementFromPoint(box.x + box.width * across, box.y + box.height * down);
    return top && (shown.contains(top) || top.contains(element));
  });
  const style = getComputedStyle(element);
  const ring = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  window.focusSeen ??= new Map();
  const known = window.focusSeen.has(element);
  window.focusSeen.set(element, true);
  const name = (element.getAttribute('aria-label') || element.innerText || element.name || element.tagName);
  return { known, visible, ring, name: name.trim().slice(0, 60) };
}

/** Tab from the top to the end: every stop can be seen and is not covered. Names in order. */
export async function keyboardWalk(person, name) {
  const { page } = person;
  const stops = [];
  const problems = [];
  await page.evaluate(() => {
    window.focusSeen = new Map();
    document.activeElement?.blur();
    window.scrollTo(0, 0);
  });
  for (let i = 0; i < 250; i++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(focusReport);
    if (!stop || stop.known) break;
    stops.push(stop.name);
    if (!stop.visible) problems.push(`focus is covered at "${stop.name}"`);
    if (!stop.ring) problems.push(`focus has no ring at "${stop.name}"`);
  }
  must(stops.length > 0, `${name}: no place to tab to`);
  must(problems.length === 0, `${name}:\n${problems.join('\n')}`);
  return stops;
}

/** Reach something by Tab alone: the way a person without a mouse would. */
export async function tabTo(person, selector, most = 150) {
  for (let i = 0; i < most; i++) {
    await person.page.keyboard.press('Tab');
    if (await person.page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
  }
  throw new Error(`${selector} was not reached in ${most} steps`);
}

/** No errors in any console, no broken policy, no request to another host. */
export function behaved(person, name) {
  must(person.foreign().length === 0, `${name} called other hosts: ${person.foreign().join(', ')}`);
  must(person.errors.length === 0, `${name}:\n${[...new Set(person.errors)].join('\n')}`);
}

export async function picture(person, name, { width = person.size.width } = {}) {
  fs.mkdirSync(shots, { recursive: true });
  await atFullHeight(person.page, width, () => person.page.screenshot({ path: path.join(shots, `${name}.png`) }));
}

/** Serious trouble outside a test (no server, no browser) counts as one failure. */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    counts.failed++;
    console.log(`FAIL could not run\n${error?.stack ?? error}`);
  }
  finish();
}
