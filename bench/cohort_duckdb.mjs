// cohort_duckdb.mjs FILE OUT THREADS SQL - the cohort as people do it with DuckDB; prints seconds and counts.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [file, out, threads, sql] = process.argv.slice(2);
const from = createRequire(`${process.env.DUCKDB_AT}/`);
const { DuckDBInstance } = await import(pathToFileURL(from.resolve('@duckdb/node-api')));
const db = await (await DuckDBInstance.create(':memory:', { threads })).connect();
const seconds = () => performance.now() / 1000;
const began = seconds();
await db.run(`CREATE TABLE long AS SELECT * FROM read_csv('${file}')`);
const read = seconds();
await db.run(fs.readFileSync(sql, 'utf8'));
const done = seconds();
await db.run(`COPY people TO '${out}' (HEADER)`);
const end = seconds();
const [row] = (await db.runAndReadAll(`SELECT count(*)::INT, sum((category = 'improved')::INT)::INT,
  sum((category = 'recovered')::INT)::INT, sum((category = 'deteriorated')::INT)::INT,
  sum(bond_signals + goals_signals + tasks_signals)::INT, avg(slope)::DOUBLE FROM people`)).getRows();
console.log(`read ${(read - began).toFixed(3)} compute ${(done - read).toFixed(3)} write ${(end - done).toFixed(3)} ` +
  `people ${row[0]} improved ${row[1]} recovered ${row[2]} deteriorated ${row[3]} signals ${row[4]} slope ${row[5].toFixed(9)}`);
