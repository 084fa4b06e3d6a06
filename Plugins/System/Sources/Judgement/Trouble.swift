/// What can be wrong. The raw value is the `type` of the alert and the `reason` of the status.
enum Trouble: String, Sendable, CaseIterable {
  case logUnwritable = "log_unwritable"
  case logFull = "log_full"
  case logQueueFull = "log_queue_full"
  case diskFull = "disk_full"
  case sinkStopped = "sink_stopped"
  case sinkFailing = "sink_failing"
  case sinkLosingEvents = "sink_losing_events"
  case sinkQueueFull = "sink_queue_full"
  case sourceFailing = "source_failing"
  case connectionsUsedUp = "connections_used_up"
  case deliveryBehind = "delivery_behind"
  case slowReaders = "slow_readers"

  /// Over as soon as it is seen: to wait whether it lasts would be to miss it.
  var isMomentary: Bool { self == .sinkLosingEvents }

  /// While it lasts.
  func message(of component: Component) -> String {
    let name = Self.shortName(of: component)
    return switch self {
    case .logUnwritable: "The event log cannot be written: publishers are refused"
    case .logFull: "The event log is near its hard limit because sinks are behind"
    case .logQueueFull: "Too many accepted events wait to be routed"
    case .diskFull: "The disk of the event log is almost full"
    case .sinkStopped: "Sink \(name) gets nothing more until the next start"
    case .sinkFailing: "Sink \(name) fails and is tried again"
    case .sinkLosingEvents: "Sink \(name) has lost events or set them aside"
    case .sinkQueueFull: "Too many events wait for sink \(name)"
    case .sourceFailing: "Source \(name) fails and is started again"
    case .connectionsUsedUp: "Connections are almost used up: new clients may have to wait"
    case .deliveryBehind: "An event loop is behind: events reach clients late"
    case .slowReaders: "Many clients do not read what they are sent"
    }
  }

  /// When it is over.
  func resolution(of component: Component) -> String {
    let name = Self.shortName(of: component)
    return switch self {
    case .logUnwritable: "The event log can be written again"
    case .logFull: "The event log has room again"
    case .logQueueFull: "Accepted events are routed in time again"
    case .diskFull: "The disk of the event log has room again"
    case .sinkStopped: "Sink \(name) gets events again"
    case .sinkFailing: "Sink \(name) works again"
    case .sinkLosingEvents: "Sink \(name) loses nothing any more"
    case .sinkQueueFull: "Sink \(name) has caught up"
    case .sourceFailing: "Source \(name) works again"
    case .connectionsUsedUp: "There are connections to be had again"
    case .deliveryBehind: "Events reach clients in time again"
    case .slowReaders: "Clients read what they are sent again"
    }
  }

  private static func shortName(of component: Component) -> String {
    switch component {
    case .sink(let name), .source(let name): "'\(name)'"
    case .log, .listeners, .sessions: component.name
    }
  }
}
