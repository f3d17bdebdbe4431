-- What waits is found by walking over what waits: not over all sessions ever held, nor over
-- every conversation ever closed.
CREATE INDEX session_by_state ON session (practice_id, episode_id, state, starts_at);
CREATE INDEX signal_waiting ON signal (practice_id, episode_id, raised_at, signal_id)
    WHERE state <> 'closed' AND state <> 'noted';
-- A line is drawn from the index alone, in its order.
DROP INDEX score_by_scale;
CREATE INDEX score_by_scale ON score (practice_id, episode_id, measure, scale, at, response_id, raw);
