import RouterCore
import TestSupport
import Testing

@testable import AssessmentsPlugin

/// Reports and figures for dashboards.
struct ReportTests {
  private func busy() async throws -> Practice {
    let practice = try await Practice("analyze_on_submit: false\nanalysis: { rules: [{ finding: seen }] }").begun()
    practice.bench.time.advance(by: .seconds(3600))
    _ = try await practice.send("updateAssessment", "a", #"{"fields":{"mood":3}}"#, subject: "eve")
    practice.bench.time.advance(by: .seconds(3600))
    _ = try await practice.send("submitAssessment", "a")
    _ = try await practice.send("analyzeAssessment", "a")
    _ = try await practice.send("createAssessment", nil, #"{"id":"b","client_id":"c","type":"followup"}"#)
    return practice
  }

  @Test func `A report on a client counts, tells what happened and has the latest analysis`() async throws {
    let practice = try await busy()
    let before = try await practice.everything()
    let report = try JSONDocument(parsing: try await practice.ask("GENERATE_REPORT", #"{"client_id":"c"}"#)).root
    #expect(report["assessments"]?["total"]?.int == 2)
    #expect(
      report["assessments"]?["by_status"]?.text.elementsEqual(#"{"pending":1,"in_progress":0,"completed":1}"#.utf8)
        == true)
    #expect(
      report["assessments"]?["by_type"]?.text.elementsEqual(#"{"initial":1,"followup":1,"discharge":0}"#.utf8) == true)
    #expect(report["latest_analysis"]?["assessment_id"]?.string == "a")
    #expect(report["latest_analysis"]?["analysis"]?["findings"]?.text.elementsEqual(#"["seen"]"#.utf8) == true)
    let timeline = report["timeline"]?.elements.map { entry in
      "\(entry["at"]?.string?.dropFirst(11) ?? "") \(entry["assessment_id"]?.string ?? "") \(entry["status"]?.string ?? "") \(entry["by"]?.string ?? "")"
    }
    #expect(
      timeline == [
        "10:30:00Z a pending user_456", "11:30:00Z a in_progress eve", "12:30:00Z a completed user_456",
        "12:30:00Z b pending user_456",
      ])
    #expect(try await practice.send("getClientReport", "c").json?.isEqual(to: report) == true)
    #expect(try await practice.everything() == before)
  }

  @Test func `A report on an assessment says what it lacks`() async throws {
    let practice = try await Practice("types: { initial: { schema: { required: [mood] } } }").begun()
    let report = try #require(try await practice.send("getAssessmentReport", "a").json)
    #expect(report["assessment"]?["id"]?.string == "a")
    #expect(report["client"]?["name"]?.string == "Ada")
    #expect(report["validity"]?["errors"]?.elements.map { $0["field"]?.string } == ["fields.mood"])
    #expect(report["timeline"]?.count == 1)
    let legacy = try await practice.ask("GENERATE_REPORT", #"{"id":"a"}"#, isQuery: true)
    #expect(try JSONDocument(parsing: legacy).root.isEqual(to: report))
  }

  @Test func `Figures tell what is and what has been added since, series how it came`() async throws {
    let practice = try await busy()
    _ = try await practice.send("createClient", nil, #"{"client_id":"d","name":"x","status":"inactive"}"#)
    let start = VirtualTime.start
    let figures = try await practice.source.dashboardFigures(since: start + .seconds(1800))
    #expect(
      figures == [
        DashboardFigure("activeClients", count: 1, trend: 0), DashboardFigure("pendingAssessments", count: 1, trend: 0),
        DashboardFigure("inProgressAssessments", count: 0, trend: 0),
        DashboardFigure("completedAssessments", count: 1, trend: 1),
      ])
    let longAgo = try await practice.source.dashboardFigures(since: start - .seconds(1))
    #expect(longAgo.first == DashboardFigure("activeClients", count: 1, trend: 1))
    let series = try await practice.source.dashboardSeries(
      at: [start - .seconds(1), start, start + .seconds(3600), start + .seconds(7200)])
    #expect(
      series.map { "\($0.name) \($0.points.map(\.count))" } == [
        "activeClients [0, 1, 1, 1]", "pendingAssessments [0, 1, 0, 1]", "inProgressAssessments [0, 0, 1, 0]",
        "completedAssessments [0, 0, 0, 1]",
      ])
    _ = try await practice.send("updateClient", "c", #"{"status":"inactive"}"#)
    #expect(
      try await practice.source.dashboardFigures(since: start).first
        == DashboardFigure("activeClients", count: 0, trend: -1))
  }

  @Test func `A clock that is set back does not disorder figures`() async throws {
    let practice = try await Practice().begun()
    practice.bench.time.set(VirtualTime.start - .seconds(3600))
    _ = try await practice.send("createClient", nil, #"{"name":"x"}"#)
    practice.bench.time.set(VirtualTime.start)
    #expect(try await practice.source.dashboardFigures(since: .distantPast).first?.count == 2)
  }

  @Test func `Figures keep a year and what was before it`() async throws {
    let practice = Practice()
    for _ in 0..<3 {
      _ = try await practice.send("createClient", nil, #"{"name":"x"}"#)
      practice.bench.time.advance(by: .seconds(86_400 * 300))
    }
    let start = VirtualTime.start
    let series = try await practice.source.dashboardSeries(
      at: [start, start + .seconds(86_400 * 300), start + .seconds(86_400 * 600)])
    #expect(series.first?.points.map(\.count) == [1, 2, 3])
    _ = try await practice.send("createClient", nil, #"{"name":"x"}"#)
    let later = try await practice.source.dashboardSeries(at: [start, start + .seconds(86_400 * 300)])
    #expect(later.first?.points.map(\.count) == [0, 2])
  }
}
