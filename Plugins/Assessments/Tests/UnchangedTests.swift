import RouterCore
import RouterResources
import TestSupport
import Testing

@testable import AssessmentsPlugin

/// What changes nothing, and what is now whatever the clock says.
struct UnchangedTests {
  @Test func `A change of nothing keeps the version`() async throws {
    let time = VirtualTime()
    let practice = try await Practice(time: time).begun()
    let client = try await practice.send("updateClient", "c", #"{"attributes":{"language":"en"}}"#)
    let assessment = try await practice.send("updateAssessment", "a", #"{"fields":{"mood":1}}"#)
    time.advance(by: .seconds(60))
    for body in ["{}", #"{"name":"Ada"}"#, #"{"status":"active","attributes":{"language":"en","none":null}}"#] {
      let same = try await practice.send("updateClient", "c", body)
      #expect(same.tag == client.tag && same.text == client.text, "\(body)")
    }
    for body in ["{}", #"{"fields":{}}"#, #"{"fields":{"mood":1},"status":"in_progress"}"#] {
      let same = try await practice.send("updateAssessment", "a", body)
      #expect(same.tag == assessment.tag && same.text == assessment.text, "\(body)")
    }
    #expect(try await practice.send("updateClient", "c", #"{"name":"Eve"}"#).tag != client.tag)
    #expect(try await practice.send("updateAssessment", "a", #"{"fields":{"mood":2}}"#).tag != assessment.tag)
  }

  @Test func `Figures are those of now also when the clock has been set back`() async throws {
    let practice = try await Practice().begun()
    let later = practice.bench.time.now() + .seconds(3600)
    try await practice.source.desk.store.write { transaction in
      try FigureTable(transaction.database).add(.activeClients, 4, at: later)
    }
    let start = practice.bench.time.now() - .seconds(60)
    let figures = try await practice.source.dashboardFigures(since: start)
    #expect(figures.first == DashboardFigure("activeClients", count: 5, trend: 5))
    let series = try await practice.source.dashboardSeries(at: [start, practice.bench.time.now()])
    #expect(series.first?.points.map(\.count) == [0, 5])
  }

  @Test func `An id may be given by either name in the legacy dialect`() async throws {
    let practice = try await Practice().begun()
    let created = try await practice.ask(
      "CREATE_ASSESSMENT", #"{"assessment_id":"b","client_id":"c","type":"initial"}"#)
    #expect(created.hasPrefix(#"{"id":"b","#), "\(created)")
    #expect(
      await practice.outcome("CREATE_ASSESSMENT", #"{"assessment_id":7,"client_id":"c","type":"initial"}"#)
        .hasPrefix("VALIDATION_ERROR"))
  }
}
