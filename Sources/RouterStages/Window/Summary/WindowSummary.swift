import RouterCore

/// What is said about one group of one window.
struct WindowSummary: Sendable {
  let start: Timestamp
  /// No longer part of the window.
  let end: Timestamp
  let group: WindowGroup
}
