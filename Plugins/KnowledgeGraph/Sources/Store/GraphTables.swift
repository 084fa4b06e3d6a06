import GRDB
import ResourceStore

/// The tables. A relationship knows its ends by the numbers of their rows, which never change.
enum GraphTables {
  static let migrations = [StoreMigration("graph-1") { try $0.execute(sql: first) }]

  // Who made a change is written as bytes: subjects come from tokens, and SQLite's texts end at a NUL. What lists look at stands
  // before the properties, which may be long.
  private static let first = """
    CREATE TABLE entity (
      row INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, label TEXT NOT NULL,
      folded TEXT NOT NULL, namespace TEXT, external_key TEXT,
      created_by BLOB NOT NULL, created_at INTEGER NOT NULL, updated_by BLOB NOT NULL, updated_at INTEGER NOT NULL,
      revision INTEGER NOT NULL, properties BLOB NOT NULL,
      UNIQUE (namespace, external_key)
    );
    CREATE INDEX entity_type ON entity (type);
    CREATE INDEX entity_label ON entity (folded);
    CREATE INDEX entity_key ON entity (external_key);

    CREATE TABLE relationship (
      row INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
      source INTEGER NOT NULL REFERENCES entity (row), target INTEGER NOT NULL REFERENCES entity (row),
      type TEXT NOT NULL, strength REAL NOT NULL, strength_text TEXT NOT NULL,
      created_by BLOB NOT NULL, created_at INTEGER NOT NULL, updated_by BLOB NOT NULL, updated_at INTEGER NOT NULL,
      revision INTEGER NOT NULL, properties BLOB NOT NULL
    );
    CREATE INDEX relationship_source ON relationship (source);
    CREATE INDEX relationship_target ON relationship (target);
    CREATE INDEX relationship_type ON relationship (type);
    CREATE INDEX relationship_out ON relationship (source, type, target);
    CREATE INDEX relationship_in ON relationship (target, type, source);
    """
}
