-- cohort_sqlite.sql - the cohort in SQL.  Ruptures need a memory that windows do
-- not have, so they are left out.  `long` is the file; makes `people`.
CREATE TABLE steps AS
  SELECT id, session, value, bond, goals, tasks,
         abs(bond - lag(bond) OVER w) AS bond_step, abs(goals - lag(goals) OVER w) AS goals_step,
         abs(tasks - lag(tasks) OVER w) AS tasks_step,
         first_value(value) OVER w AS pre, last_value(value) OVER (PARTITION BY id ORDER BY session
           ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS post
    FROM long WINDOW w AS (PARTITION BY id ORDER BY session);
CREATE TABLE limits AS
  SELECT id, count(*) AS n, max(pre) AS pre, max(post) AS post,
         (count(*) * sum(1.0 * session * value) - 1.0 * sum(session) * sum(value)) /
           (count(*) * sum(1.0 * session * session) - 1.0 * sum(session) * sum(session)) AS slope,
         avg(bond) AS bond_centre, 3 * avg(bond_step) / 1.128 AS bond_reach,
         avg(goals) AS goals_centre, 3 * avg(goals_step) / 1.128 AS goals_reach,
         avg(tasks) AS tasks_centre, 3 * avg(tasks_step) / 1.128 AS tasks_reach
    FROM steps GROUP BY id;
CREATE TABLE people AS
  SELECT limits.id, max(n) AS n, max(pre) AS pre, max(post) AS post, max(post - pre) AS change,
         max(post - pre) / 6.0 AS statistic,
         CASE WHEN max(post - pre) <= -6 THEN CASE WHEN max(pre) >= 10 AND max(post) < 10 THEN 'recovered' ELSE 'improved' END
              WHEN max(post - pre) >= 6 THEN CASE WHEN max(pre) < 10 AND max(post) >= 10 THEN 'harmed' ELSE 'deteriorated' END
              ELSE 'unchanged' END AS category,
         max(slope) AS slope,
         max(bond_centre) AS bond_centre, max(bond_centre - bond_reach) AS bond_lower, max(bond_centre + bond_reach) AS bond_upper,
         sum(CASE WHEN abs(bond - bond_centre) > bond_reach + 1e-11 THEN 1 ELSE 0 END) AS bond_signals,
         max(goals_centre) AS goals_centre, max(goals_centre - goals_reach) AS goals_lower, max(goals_centre + goals_reach) AS goals_upper,
         sum(CASE WHEN abs(goals - goals_centre) > goals_reach + 1e-11 THEN 1 ELSE 0 END) AS goals_signals,
         max(tasks_centre) AS tasks_centre, max(tasks_centre - tasks_reach) AS tasks_lower, max(tasks_centre + tasks_reach) AS tasks_upper,
         sum(CASE WHEN abs(tasks - tasks_centre) > tasks_reach + 1e-11 THEN 1 ELSE 0 END) AS tasks_signals
    FROM limits JOIN long ON long.id = limits.id GROUP BY limits.id;
