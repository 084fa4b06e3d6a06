import Testing

extension JunctorProcess {
  /// The counters of `/metrics` add up, as `Docs/Operations.md` promises for any moment.
  @discardableResult
  func expectBalance(sourceLocation: SourceLocation = #_sourceLocation) async throws -> MetricsPage {
    let page = try await metrics()
    #expect(page.sum("junctor_unaccounted_events") == 0, sourceLocation: sourceLocation)
    page.expectStagesBalance(sourceLocation)
    page.expectSinksBalance(sourceLocation)
    return page
  }
}

extension MetricsPage {
  fileprivate func expectStagesBalance(_ sourceLocation: SourceLocation) {
    for stage in points("junctor_stage_events_total", without: "fate") {
      func count(_ fate: String) -> Int { sum("junctor_stage_events_total", stage.merging(["fate": fate]) { $1 }) }
      let held = sum("junctor_stage_held_events", stage)
      let point = "stage:\(stage["pipeline"] ?? "")/\(stage["stage"] ?? "")"
      #expect(
        count("received") == count("passed") + count("dropped") + count("absorbed") + held, "\(point)",
        sourceLocation: sourceLocation)
      #expect(
        sum("junctor_edge_events_total", ["to": point]) == count("received"), "\(point)", sourceLocation: sourceLocation
      )
      #expect(
        sum("junctor_stage_dropped_events_total", stage) == count("dropped"), "\(point)", sourceLocation: sourceLocation
      )
    }
  }

  fileprivate func expectSinksBalance(_ sourceLocation: SourceLocation) {
    for sink in points("junctor_sink_admitted_total", without: "fate") {
      let name = sink["sink"] ?? ""
      #expect(
        sum("junctor_edge_events_total", ["to": "sink:\(name)"]) == sum("junctor_sink_admitted_total", sink), "\(name)",
        sourceLocation: sourceLocation)
    }
    for sink in points("junctor_sink_events_total", without: "fate") {
      let admitted = sum("junctor_sink_admitted_total", sink.merging(["fate": "admitted"]) { $1 })
      #expect(
        admitted == sum("junctor_sink_events_total", sink) + sum("junctor_sink_queued_events", sink),
        "\(sink["sink"] ?? "")", sourceLocation: sourceLocation)
    }
  }
}
