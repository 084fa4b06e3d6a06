import RouterCore

/// Holds what a publisher hands in against the catalogue and the publisher's permissions.
struct PublishCheck: Sendable {
  let catalogue: Catalogue
  let time: any TimeSource

  func event(from publication: Publication, by principal: Principal) throws(EventRefusal) -> PublishedEvent {
    do throws(EventRefusal) {
      let event = try event(from: publication, producer: principal.subject)
      try checkPermission(principal, event, publication)
      return PublishedEvent(event: event, id: publication.id)
    } catch {
      throw error.named(source: publication.draft.source ?? principal.subject, id: publication.id)
    }
  }

  private func event(from publication: Publication, producer: String) throws(EventRefusal) -> Event {
    do throws(IntakeError) {
      return try Intake(catalogue: catalogue, time: time).event(from: publication.draft, producer: producer)
    } catch {
      switch error {
      case .unknownType(let name):
        throw EventRefusal(.unknownType, at: publication.typePlace, "\(IntakeError.unknownType(name.shortened))")
      case .disabledType: throw EventRefusal(.disabledType, at: publication.typePlace, "\(error)")
      case .invalidData(let type, let first): throw EventRefusal(flaws: flaws(in: publication, of: type, first))
      }
    }
  }

  /// All that is wrong in a payload; the intake stops at the first.
  private func flaws(in publication: Publication, of type: String, _ first: PayloadViolation) -> [EventRefusal.Flaw] {
    let schema = catalogue.type(named: type)?.schema
    let violations = schema?.violations(in: publication.draft.data.root, limit: EventRefusal.maxFlaws) ?? [first]
    return violations.map { violation in
      .init(place: publication.payload.place(of: violation.pointer), detail: Self.phrase(violation))
    }
  }

  /// The pointer says where; the words say what, by the name that the documentation uses.
  private static func phrase(_ violation: PayloadViolation) -> String {
    let name = FieldPlace.dotted("/data" + violation.pointer)
    return violation.isMissing
      ? "'\(name)' is missing: expected \(violation.expected)"
      : "'\(name)': expected \(violation.expected), found \(violation.found)"
  }

  // MARK: Permission

  private func checkPermission(
    _ principal: Principal, _ event: Event, _ publication: Publication
  ) throws(EventRefusal) {
    let type = catalogue[event.type]
    let missing = type.publishPermissions.lazy.filter { !principal.may($0) }
    if let permission = missing.min(by: { $0.rawValue < $1.rawValue }) {
      throw EventRefusal(
        .denied, at: publication.typePlace, "publishing \(type.name) needs the permission \(permission.rawValue)")
    }
    guard let agent = principal.agent else { return }
    guard Self.isOf(agent, event) else {
      throw EventRefusal(
        .denied, at: publication.payload.place(of: ""),
        "the token of agent '\(agent.shortened)' may publish that agent's events only")
    }
  }

  /// Contract §7: events of that agent only; metrics with nothing but that agent in them.
  private static func isOf(_ agent: String, _ event: Event) -> Bool {
    if let named = event.agent { return named == agent }
    guard event.typeName == "metrics_update", let agents = event.data.root["agents"], agents.kind == .object else {
      return false
    }
    return agents.count == 1 && agents.members.allSatisfy { $0.name == agent }
  }
}
