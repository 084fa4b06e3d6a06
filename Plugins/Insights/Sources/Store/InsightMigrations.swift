import ResourceStore

/// The tables. What has been released never changes.
enum InsightMigrations {
  static let all = [
    // Texts that come from tokens are bytes: SQLite's texts end at a NUL.
    StoreMigration("insights") { db in
      try db.execute(
        sql: """
          CREATE TABLE insight (
            row INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL,
            type TEXT NOT NULL, priority INTEGER NOT NULL, description TEXT NOT NULL, recommendations TEXT NOT NULL,
            client_id TEXT, agent_id TEXT, entity_id TEXT, rule TEXT, event_id TEXT,
            created_at INTEGER NOT NULL, created_by BLOB NOT NULL, updated_at INTEGER, updated_by BLOB,
            acknowledged_at INTEGER, acknowledged_by BLOB
          );
          CREATE INDEX insight_created ON insight (created_at);
          CREATE INDEX insight_open ON insight (priority, row) WHERE acknowledged_at IS NULL;
          CREATE INDEX insight_acknowledged ON insight (acknowledged_at, created_at);
          CREATE INDEX insight_client ON insight (client_id, row) WHERE client_id IS NOT NULL;
          """)
    },
    StoreMigration("rules") { db in
      try db.execute(
        sql: """
          CREATE TABLE reading (epoch TEXT NOT NULL, number INTEGER NOT NULL);
          CREATE TABLE rule (name TEXT PRIMARY KEY, grouping TEXT NOT NULL, since INTEGER NOT NULL) WITHOUT ROWID;
          CREATE TABLE rule_group (
            rule TEXT NOT NULL, key BLOB NOT NULL, stamp INTEGER NOT NULL, times BLOB NOT NULL, quiet_until INTEGER,
            PRIMARY KEY (rule, key)
          ) WITHOUT ROWID;
          """)
    },
    StoreMigration("figures") { db in
      try db.execute(sql: "CREATE TABLE told (name TEXT PRIMARY KEY, count INTEGER NOT NULL, trend INTEGER NOT NULL)")
    },
  ]
}
