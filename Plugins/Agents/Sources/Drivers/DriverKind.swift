import ConfigSchema

/// The ways in which agents are run and reached.
enum DriverKind: String, ConfigChoice {
  case process
  case http
  case connected
}
