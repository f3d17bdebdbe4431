-- Words that are somebody's own until they are shown.
ALTER TABLE entry ADD COLUMN shown_at BIGINT NOT NULL DEFAULT 0;  -- since when everyone in the work reads it; 0 = since it was written

-- Who opened whose passage, for its author.
CREATE INDEX audit_story ON audit (practice_id, episode_id, object_id) WHERE action = 'STORY_READ';
