-- Conversations: what stands under one, and who opened it when.
CREATE INDEX entry_message ON entry (practice_id, episode_id, parent_id, position) WHERE kind = 'message';
CREATE INDEX audit_message ON audit (practice_id, episode_id, object_id, actor_id, at) WHERE action = 'MESSAGE_READ';
