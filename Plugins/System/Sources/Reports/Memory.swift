import RouterCore

/// What the source has told, so that its next life goes on there: open alerts and maintenance. The log keeps it as the source's
/// position, in one transaction with the events.
struct Memory: Sendable {
  var alerts: [(place: Examination.Place, level: Level, id: String)] = []
  var maintenance = Maintenance()

  init(_ judge: Judge, _ maintenance: Maintenance) {
    alerts = judge.open.compactMap { place, watch in watch.alertID.map { (place, watch.level, $0) } }
    self.maintenance = maintenance
  }

  /// What cannot be read, as after a change of the program, is left out.
  init(text: String) {
    guard let root = try? JSONDocument(parsing: text).root else { return }
    for alert in root["alerts"].map({ Array($0.elements) }) ?? [] {
      guard let component = alert["component"]?.string.flatMap(Component.init(name:)),
        let trouble = alert["type"]?.string.flatMap(Trouble.init(rawValue:)),
        let level = alert["level"]?.string.flatMap(Level.init(rawValue:)), let id = alert["id"]?.string
      else { continue }
      alerts.append((Examination.Place(component: component, trouble: trouble), level, id))
    }
    maintenance = root["maintenance"].map { Maintenance($0) } ?? Maintenance()
  }

  var text: String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("alerts")
    writer.beginArray()
    for alert in alerts {
      writer.beginObject()
      writer.member("component", alert.place.component.name)
      writer.member("type", alert.place.trouble.rawValue)
      writer.member("level", alert.level.rawValue)
      writer.member("id", alert.id)
      writer.endObject()
    }
    writer.endArray()
    writer.key("maintenance")
    writer.beginObject()
    maintenance.write(to: &writer)
    writer.endObject()
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
