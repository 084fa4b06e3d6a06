/// Whether somebody is looked after now.
enum ClientStatus: String, Sendable, CaseIterable {
  case active
  case inactive
}
