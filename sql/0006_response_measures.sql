-- Every form keeps by which versions of the questionnaires it asks, so that its answers are read
-- again in the words they were given to.
ALTER TABLE response ADD COLUMN measures TEXT NOT NULL DEFAULT '';    -- "phq-9=1.0.0 gad-7=1.1.0"

-- Forms from before: as their scores say, else the one version that there was.
UPDATE response SET measures =
    'tandem-life=' || COALESCE((SELECT MIN(s.measure_version) FROM score s
        WHERE s.practice_id = response.practice_id AND s.episode_id = response.episode_id
        AND s.response_id = response.response_id AND s.measure = 'tandem-life'), '1.0.0')
    || ' phq-9=' || COALESCE((SELECT MIN(s.measure_version) FROM score s
        WHERE s.practice_id = response.practice_id AND s.episode_id = response.episode_id
        AND s.response_id = response.response_id AND s.measure = 'phq-9'), '1.0.0')
    || ' gad-7=' || COALESCE((SELECT MIN(s.measure_version) FROM score s
        WHERE s.practice_id = response.practice_id AND s.episode_id = response.episode_id
        AND s.response_id = response.response_id AND s.measure = 'gad-7'), '1.0.0')
    || ' tandem-goals=1.0.0'
    WHERE form = 'check-in';
UPDATE response SET measures =
    'tandem-alliance-client=' || COALESCE((SELECT MIN(s.measure_version) FROM score s
        WHERE s.practice_id = response.practice_id AND s.episode_id = response.episode_id
        AND s.response_id = response.response_id AND s.measure = 'tandem-alliance-client'), '1.0.0')
    || ' tandem-alliance-therapist=' || COALESCE((SELECT MIN(s.measure_version) FROM score s
        WHERE s.practice_id = response.practice_id AND s.episode_id = response.episode_id
        AND s.response_id = response.response_id AND s.measure = 'tandem-alliance-therapist'), '1.0.0')
    WHERE form = 'alliance';
UPDATE response SET measures = COALESCE((SELECT MIN(s.measure || '=' || s.measure_version)
        FROM score s WHERE s.practice_id = response.practice_id
        AND s.episode_id = response.episode_id AND s.response_id = response.response_id), '')
    WHERE form = 'import';
