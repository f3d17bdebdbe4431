-- cohort_duckdb.sql - as cohort_sqlite.sql, with what DuckDB has for it.
CREATE TABLE limits AS
  WITH steps AS (
    SELECT id, session, value, bond, goals, tasks, abs(bond - lag(bond) OVER w) AS bond_step,
           abs(goals - lag(goals) OVER w) AS goals_step, abs(tasks - lag(tasks) OVER w) AS tasks_step
      FROM long WINDOW w AS (PARTITION BY id ORDER BY session))
  SELECT id, count(*) AS n, arg_min(value, session) AS pre, arg_max(value, session) AS post,
         regr_slope(value, session) AS slope,
         avg(bond) AS bond_centre, 3 * avg(bond_step) / 1.128 AS bond_reach,
         avg(goals) AS goals_centre, 3 * avg(goals_step) / 1.128 AS goals_reach,
         avg(tasks) AS tasks_centre, 3 * avg(tasks_step) / 1.128 AS tasks_reach
    FROM steps GROUP BY id;
CREATE TABLE people AS
  WITH signals AS (
    SELECT limits.id, sum((abs(bond - bond_centre) > bond_reach + 1e-11)::INT) AS bond_signals,
           sum((abs(goals - goals_centre) > goals_reach + 1e-11)::INT) AS goals_signals,
           sum((abs(tasks - tasks_centre) > tasks_reach + 1e-11)::INT) AS tasks_signals
      FROM limits JOIN long ON long.id = limits.id GROUP BY limits.id)
  SELECT limits.id, n, pre, post, post - pre AS change, (post - pre) / 6.0 AS statistic,
         CASE WHEN post - pre <= -6 THEN CASE WHEN pre >= 10 AND post < 10 THEN 'recovered' ELSE 'improved' END
              WHEN post - pre >= 6 THEN CASE WHEN pre < 10 AND post >= 10 THEN 'harmed' ELSE 'deteriorated' END
              ELSE 'unchanged' END AS category, slope,
         bond_centre, bond_centre - bond_reach AS bond_lower, bond_centre + bond_reach AS bond_upper, bond_signals,
         goals_centre, goals_centre - goals_reach AS goals_lower, goals_centre + goals_reach AS goals_upper, goals_signals,
         tasks_centre, tasks_centre - tasks_reach AS tasks_lower, tasks_centre + tasks_reach AS tasks_upper, tasks_signals
    FROM limits JOIN signals ON limits.id = signals.id;
