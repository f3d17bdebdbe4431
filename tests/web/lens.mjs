// lens.mjs - for suite_lens.sh: a corpus of lines, and what assets/lens.js finds in each line.
import { readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';

const [what, language, list] = process.argv.slice(2);
const patterns = JSON.parse(readFileSync(list, 'utf8'));

function corpus() {
  const own = JSON.parse(readFileSync(`lens/${language}.json`, 'utf8')).patterns;
  const lines = own.flatMap((p) => [...p.words, ...(p.unless ?? []), p.why, ...p.instead]);
  const many = lines.flatMap((line, i) => [line, line.toUpperCase(), `x${line} ${line}y`, `${line} ${lines[(i * 7) % lines.length]}`,
    line.replaceAll(' ', '-'), line.replaceAll(' ', '. '), line.replaceAll('e', 'e\u0301'), `¿${line}? 😀 “${line}”`]);
  for (let code = 0xc0; code < 0x180; code++) many.push(`${String.fromCodePoint(code)} r${String.fromCodePoint(code)}sistant`);
  return many.map((line) => line.replaceAll('\n', ' '));
}

if (what === 'corpus') console.log(corpus().join('\n'));
else {
  runInThisContext(readFileSync('assets/lens.js', 'utf8'));
  const bytes = (text) => Buffer.byteLength(text);
  const lines = readFileSync(0, 'utf8').split('\n').slice(0, -1);
  console.log(lines.map((line) => globalThis.lensHits(patterns, line).map(({ from, to, p }) =>
    `${p.id}@${bytes(line.slice(0, from))}-${bytes(line.slice(0, to))} `).join('')).join('\n'));
}
