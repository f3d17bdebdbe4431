#!/usr/bin/env node
// pictures.mjs - take the pictures of the README and of docs/guide/ again, from a fresh demo practice.
//
//   node tools/pictures.mjs [NAME...]
//
// Needs build/tandem, chromium and the libraries of package.json.  The people are invented.
import fs from 'node:fs';
import path from 'node:path';
import { DESK, newPerson, openBrowser, press, root, signIn, startTandem } from '../tests/browser/kit.mjs';

const LIMIT = 150 * 1024;
const folder = path.join(root, 'docs', 'pictures');

// name, who, where it leads from their first page
const PICTURES = [
  { name: 'client-home', who: 'maya', phone: true },
  { name: 'progress', who: 'maya', phone: true, to: howItGoes },
  { name: 'session', who: 'daniel', to: lastSession },
  { name: 'caseload', who: 'daniel' },
  { name: 'goals', who: 'maya', phone: true, to: workPage('/goals') },
  { name: 'picture', who: 'maya', phone: true, to: pictureOfIt },
  { name: 'sharing', who: 'tomasz', phone: true, to: workPage('/sharing') },
  { name: 'log', who: 'maya', phone: true, to: workPage('/log') },
  { name: 'check-in', who: 'maya', phone: true, to: checkIn },
  { name: 'brief', who: 'daniel', to: (person) => follow(person, 'table', 'Maya') },
  { name: 'felt-off', who: 'daniel', to: (person) => follow(person, 'main', 'Prepare to ask about it') },
  { name: 'own-check', who: 'daniel', to: ownCheck },
  { name: 'safety-answers', who: 'helen' },
];

async function follow(person, within, words) {
  await Promise.all([
    person.page.waitForNavigation(),
    person.page.locator(`${within} a`, { hasText: words }).first().click(),
  ]);
}

/** A page of the work whose first page this is. */
function workPage(address) {
  return (person) => person.go(person.here().replace(/\/home$/, '') + address);
}

/** What it says before the first question. */
function checkIn(person) {
  return press(person, 'Start the check-in');
}

async function ownCheck(person) {
  await follow(person, 'table', 'Maya');
  await person.go(`${person.here()}/own-check`);
}

/** The sentences, and the arrows between them. */
async function pictureOfIt(person) {
  await workPage('/picture')(person);
  await person.page.locator('main figure svg, main svg[role="img"]').first().evaluate((drawing) => {
    window.scrollTo({ top: window.scrollY + drawing.getBoundingClientRect().top - 150, behavior: 'instant' });
  });
}

/** The first picture of the page, a little below the top. */
async function howItGoes(person) {
  await follow(person, 'nav', 'How it goes');
  await person.page.locator('figure').first().evaluate((figure) => {
    const top = figure.closest('section')?.getBoundingClientRect().top ?? 0;
    window.scrollTo({ top: window.scrollY + top - 90, behavior: 'instant' });
  });
}

/** A session that is over, with all that came of it. */
async function lastSession(person) {
  await follow(person, 'table', 'Maya');
  const work = person.here();
  await person.go(`${work}/sessions`);
  await follow(person, 'main', 'Session 6');
}

async function take(browser, server, wanted) {
  const person = await newPerson(browser, server.base, { phone: wanted.phone ?? false });
  await signIn(person, `${wanted.who}@demo.example`, server.password);
  if (wanted.to) await wanted.to(person);
  const { page } = person;
  await page.setViewportSize(wanted.phone ? person.size : { width: DESK.width, height: 800 });
  await page.waitForTimeout(600);   // one page fades into the next
  const file = path.join(folder, `${wanted.name}.png`);
  await page.screenshot({ path: file, scale: 'css' });
  await person.context.close();
  const { size } = fs.statSync(file);
  console.log(`${person.here()} -> ${path.relative(root, file)} (${Math.round(size / 1024)} KB)`);
  if (size > LIMIT) throw new Error(`${file} is larger than ${LIMIT / 1024} KB`);
}

fs.mkdirSync(folder, { recursive: true });
const server = await startTandem();
const browser = await openBrowser();
try {
  const names = process.argv.slice(2);
  const some = PICTURES.filter(({ name }) => names.length === 0 || names.includes(name));
  for (const wanted of some) await take(browser, server, wanted);
} finally {
  await browser.close();
  await server.stop();
}
