import RouterCore

/// Posts events to HTTP endpoints.
package let webhookPlugin = Plugin(name: "webhook", summary: "Posts events to HTTP endpoints as CloudEvents.")
