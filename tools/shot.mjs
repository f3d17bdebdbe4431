#!/usr/bin/env node
// shot.mjs - sign in to a running server and take a picture of a page.
//
//   node tools/shot.mjs BASEURL EMAIL PASSWORD PATH out.png [width] [--dark] [--full] [--noscript]
//
// EMAIL "-" takes the picture signed out.  Prints what axe, the console and the page's
// width have to say.  Exit status: 0 clean, 1 something to mend, 2 could not run.
import { axe, newPerson, openBrowser, overflow, signIn } from '../tests/browser/kit.mjs';

const flags = process.argv.slice(2).filter((word) => word.startsWith('--'));
const [base, email, password, address, file, width = '390'] =
  process.argv.slice(2).filter((word) => !word.startsWith('--'));
if (!file) {
  console.error('usage: shot.mjs BASEURL EMAIL PASSWORD PATH out.png [width] [--dark] [--full] [--noscript]');
  process.exit(2);
}

async function takePicture(browser) {
  const person = await newPerson(browser, base, {
    phone: Number(width) < 600, dark: flags.includes('--dark'), scripts: !flags.includes('--noscript'),
  });
  const { page } = person;
  if (email !== '-') await signIn(person, email, password);
  await page.setViewportSize({ width: Number(width), height: person.size.height });
  const status = await person.go(address);
  await page.screenshot({ path: file, fullPage: flags.includes('--full') });
  const problems = flags.includes('--noscript') ? [] : await axe(page);
  const wide = await overflow(page);
  if (wide > 0) problems.push(`${wide} px too wide`);
  problems.push(...person.errors, ...person.foreign().map((host) => `called ${host}`));
  console.log(`${status} ${person.here()} -> ${file}`);
  problems.forEach((line) => console.log(`  ${line}`));
  return problems.length ? 1 : 0;
}

let browser;
try {
  browser = await openBrowser();
  process.exitCode = await takePicture(browser);
} catch (error) {
  console.error(String(error).split('\n').slice(0, 5).join('\n'));
  process.exitCode = 2;
} finally {
  await browser?.close();
}
