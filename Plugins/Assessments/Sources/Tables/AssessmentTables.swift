import ResourceStore

/// What the store has.
enum AssessmentTables {
  /// Released ones never change.
  static let migrations = [
    StoreMigration("clients-and-assessments") { db in
      try db.execute(
        sql: """
          CREATE TABLE client (
            row INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, status TEXT NOT NULL,
            attributes BLOB NOT NULL, created_at INTEGER NOT NULL, created_by BLOB NOT NULL,
            updated_at INTEGER NOT NULL, updated_by BLOB NOT NULL, revision INTEGER NOT NULL
          );
          CREATE TABLE assessment (
            row INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
            client TEXT NOT NULL REFERENCES client (id) ON DELETE RESTRICT,
            type TEXT NOT NULL, status TEXT NOT NULL, fields BLOB NOT NULL,
            created_at INTEGER NOT NULL, created_by BLOB NOT NULL,
            updated_at INTEGER NOT NULL, updated_by BLOB NOT NULL, completed_at INTEGER,
            analysis_status TEXT NOT NULL, analysis BLOB, analysis_made INTEGER, analysis_attempts INTEGER NOT NULL,
            analysis_failures INTEGER NOT NULL,
            analysis_due INTEGER, analysis_reason TEXT,
            revision INTEGER NOT NULL, fields_revision INTEGER NOT NULL
          );
          CREATE INDEX assessment_client ON assessment (client, row);
          CREATE INDEX assessment_status ON assessment (status, row);
          CREATE INDEX assessment_due ON assessment (analysis_due) WHERE analysis_due IS NOT NULL;
          CREATE TABLE status_change (
            row INTEGER PRIMARY KEY AUTOINCREMENT,
            assessment TEXT NOT NULL REFERENCES assessment (id) ON DELETE CASCADE,
            status TEXT NOT NULL, at INTEGER NOT NULL, by BLOB NOT NULL
          );
          CREATE INDEX status_change_assessment ON status_change (assessment, row);
          CREATE TABLE figure (
            name TEXT NOT NULL, at INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (name, at)
          ) WITHOUT ROWID;
          """)
    }
  ]
}
