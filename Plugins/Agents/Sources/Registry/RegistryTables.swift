import GRDB
import ResourceStore

/// The registry's tables. What has been released never changes: new columns come with new migrations.
enum RegistryTables {
  static let migrations = [
    StoreMigration("agents-1") { db in
      // The tables of figures go by an agent's row, so that one that is created anew begins anew.
      try db.execute(
        sql: """
          CREATE TABLE agent (
            row INTEGER PRIMARY KEY AUTOINCREMENT, agent_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, template TEXT,
            description TEXT, capacity INTEGER NOT NULL, driver_type TEXT NOT NULL, driver BLOB NOT NULL,
            config BLOB NOT NULL, declared_config BLOB, is_declared INTEGER NOT NULL, status TEXT NOT NULL,
            should_work INTEGER NOT NULL, reason TEXT, status_at INTEGER NOT NULL, unseen INTEGER NOT NULL,
            inference_count INTEGER NOT NULL, last_inference INTEGER, created_by BLOB NOT NULL,
            created_at INTEGER NOT NULL, updated_by BLOB NOT NULL, updated_at INTEGER NOT NULL,
            revision INTEGER NOT NULL
          );
          CREATE TABLE inference (
            agent INTEGER NOT NULL REFERENCES agent ON DELETE CASCADE, inference_id BLOB NOT NULL,
            began INTEGER NOT NULL, PRIMARY KEY (agent, inference_id)
          ) WITHOUT ROWID;
          CREATE INDEX inference_began ON inference (agent, began);
          CREATE TABLE ending (
            agent INTEGER NOT NULL REFERENCES agent ON DELETE CASCADE, second INTEGER NOT NULL,
            ended INTEGER NOT NULL, succeeded INTEGER NOT NULL, timed INTEGER NOT NULL, seconds REAL NOT NULL,
            PRIMARY KEY (agent, second)
          ) WITHOUT ROWID;
          CREATE TABLE place (epoch TEXT NOT NULL, number INTEGER NOT NULL);
          """)
    }
  ]
}
