// test_look.mjs - promises about the style sheet and the script that need no browser:
// contrast of every pair of colours that meet, and sizes on the wire.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { main, must, root, test } from './kit.mjs';

const css = fs.readFileSync(path.join(root, 'assets/tandem.css'), 'utf8');

/** Colour tokens of the light or the dark block. */
function tokens(block) {
  const found = {};
  for (const [, name, hex] of block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{3,6})\b/g)) {
    found[name] = hex.length === 4 ? `#${[...hex.slice(1)].map((digit) => digit + digit).join('')}` : hex;
  }
  return found;
}

function luminance(hex) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4));
  return .2126 * red + .7152 * green + .0722 * blue;
}

function contrast(a, b) {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + .05) / (dark + .05);
}

const GROUNDS = ['bg', 'surface'];
const TEXTS = ['ink', 'ink-2', 'brand', 'you', 'them', 'third', 'fourth', 'care', 'urgent'];
const SOFT = ['brand', 'you', 'them', 'third', 'fourth', 'care', 'urgent'];

/** [front, back, least]: what is read on what, and lines that must be seen. */
const PAIRS = [
  ...TEXTS.flatMap((text) => GROUNDS.map((ground) => [text, ground, 4.5])),
  ...SOFT.map((name) => [name, `${name}-soft`, 4.5]),
  ...SOFT.map((name) => ['ink', `${name}-soft`, 4.5]),
  ['ink-2', 'sunk', 4.5], ['ink', 'sunk', 4.5],
  ['ink-2', 'brand-soft', 4.5],
  ['on-brand', 'brand', 4.5], ['on-brand', 'brand-press', 4.5],
  ['on-hero', 'hero', 4.5], ['on-hero-btn', 'hero-btn', 4.5],
  ['ink', 'band', 4.5], ['ink-2', 'band', 4.5],
  ...GROUNDS.map((ground) => ['edge', ground, 3]),
  ['them', 'band', 3],
];

const [light, dark] = css.split('@media (prefers-color-scheme: dark)');
const themes = { light: tokens(light), dark: { ...tokens(light), ...tokens(dark.split('/* 2.')[0]) } };

function tooFaint(theme) {
  return PAIRS.flatMap(([front, back, least]) => {
    must(theme[front] && theme[back], `no token ${front} or ${back}`);
    const is = contrast(theme[front], theme[back]);
    return is < least ? [`${front} on ${back}: ${is.toFixed(2)}, wants ${least}`] : [];
  });
}

// What the browser gets: tools/web.sh leaves comments behind.
const zipped = (file) => zlib.gzipSync(fs.readFileSync(path.join(root, 'build/web', file)), { level: 9 }).length;

await main(async () => {
  for (const [name, theme] of Object.entries(themes)) {
    await test(`colours that meet are far enough apart, ${name}`, () => {
      const faint = tooFaint(theme);
      must(faint.length === 0, faint.join('\n'));
    });
  }
  await test('the style sheet stays under 8 KB and the script under 2.25 KB on the wire', () => {
    must(zipped('tandem.css') <= 8192, `tandem.css is ${zipped('tandem.css')} bytes`);
    must(zipped('tandem.js') <= 2304, `tandem.js is ${zipped('tandem.js')} bytes`);
  });
  await test('the style sheet calls nobody and the script evaluates nothing', () => {
    must(!/url\((?!source-sans-3-latin\.woff2\))/.test(css), 'an address in the style sheet');
    must(!/@import/.test(css), '@import in the style sheet');
    const script = fs.readFileSync(path.join(root, 'assets/tandem.js'), 'utf8');
    must(!/\beval\b|new Function|innerHTML|localStorage|fetch\(/.test(script), 'the script');
    /* The tab keeps the words of data-keep fields only (test_script.mjs says until when). */
    const kept = script.match(/sessionStorage\.setItem\([^,]*/g) ?? [];
    must(kept.join() === 'sessionStorage.setItem(field.dataset.keep', `kept in the tab: ${kept.join('\n')}`);
  });
});
