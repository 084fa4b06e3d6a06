import RouterCore

package let inboxPlugin = Plugin(
  name: "inbox", summary: "Tells of files that are put into a folder.", eventTypes: [.fileArrived],
  sources: [inboxSourceFactory])

let inboxSourceFactory = SourceFactory(type: "inbox", InboxConfig.self) { config, context in
  InboxSource(config: config, context: context)
}
