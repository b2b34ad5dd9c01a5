using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord.Messages;

/// <summary>The body of a message route: JSON, or a form with payload_json and files (https://docs.discord.com/developers/reference#uploading-files).</summary>
internal sealed class MessageForm : IDisposable
{
    private readonly JsonDocument? _document;

    private MessageForm(Answer refusal) => Refusal = refusal;

    private MessageForm(JsonDocument document, int files) => (_document, Files) = (document, files);

    /// <summary>What Discord says to a body that cannot be read; null for one that can.</summary>
    public Answer? Refusal { get; }

    /// <summary>Number of files that came with it.</summary>
    public int Files { get; }

    /// <summary>The message; the attachments are those that Discord has made of the files.</summary>
    public JsonElement Body => _document!.RootElement;

    public static MessageForm Read(Call call, Snowflakes ids)
    {
        if (call.HasJsonContentType)
        {
            var json = call.TryJson();
            return json?.RootElement.ValueKind == JsonValueKind.Object ? new MessageForm(json, 0) : new MessageForm(DiscordError.BadJson());
        }
        return call.TryForm() is { } form ? Read(form, ids) : new MessageForm(DiscordError.NotJson());
    }

    public void Dispose() => _document?.Dispose();

    private static MessageForm Read(IFormCollection form, Snowflakes ids)
    {
        JsonObject? body = [];
        if (form.TryGetValue("payload_json", out var payload))
        {
            try
            {
                body = JsonNode.Parse(payload.ToString()) as JsonObject;
            }
            catch (JsonException)
            {
                body = null;
            }
        }
        else
        {
            foreach (var (name, value) in form)
            {
                body[name] = name == "tts" ? value.ToString() is "true" or "1" : value.ToString();
            }
        }
        if (body is null)
        {
            return new MessageForm(DiscordError.BadJson());
        }
        if (form.Files.Count > 0)
        {
            body["attachments"] = new JsonArray([.. form.Files.Select(file => (JsonNode)Attachment(file, body["attachments"] as JsonArray, ids))]);
        }
        return new MessageForm(JsonDocument.Parse(body.ToJsonString()), form.Files.Count);
    }

    // The form names a file files[3], and the message may say more of it under the id 3.
    private static JsonObject Attachment(IFormFile file, JsonArray? said, Snowflakes ids)
    {
        var number = file.Name.StartsWith("files[", StringComparison.Ordinal) ? file.Name[6..^1] : "";
        var more = said?.FirstOrDefault(one => one?["id"]?.ToString() == number) as JsonObject;
        var (id, name) = (ids.Next(), (string?)more?["filename"] ?? file.FileName);
        var attachment = new JsonObject
        {
            ["id"] = id.ToString(CultureInfo.InvariantCulture),
            ["filename"] = name,
            ["size"] = file.Length,
            ["url"] = $"https://cdn.discordapp.com/attachments/{id}/{name}",
            ["proxy_url"] = $"https://media.discordapp.net/attachments/{id}/{name}",
            ["content_type"] = file.ContentType ?? "application/octet-stream",
        };
        if (more?["description"] is { } description)
        {
            attachment["description"] = description.DeepClone();
        }
        return attachment;
    }
}
