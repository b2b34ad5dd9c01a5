using System.Text.Json;
using RoleSync.Api.Views;
using RoleSync.Cli.Console;
using RoleSync.Cli.Http;
using RoleSync.Cli.Watching;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync plan --what-if FILE</c>: what the next run would change under settings that are not in force. Exit codes as without it; nothing is stored.</summary>
internal static class WhatIf
{
    /// <summary>The most changes that the service lists.</summary>
    private const int MostShown = 10_000;

    /// <summary>A large guild is listed and looked up in minutes.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(13);

    private static readonly JsonDocumentOptions _asSettingsAreRead = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Rooms of a settings file that no plan is made by; what they hold, secrets among it, is not sent.</summary>
    private static readonly string[] _leftOut = ["Discord", "Api", "Ethos", "Storage", "Digest", "Doctor"];

    public static async Task<int> RunAsync(Shell shell, string file, string? guild, bool json, bool csv, CancellationToken ct)
    {
        JsonElement settings;
        try
        {
            using var read = JsonDocument.Parse(await File.ReadAllBytesAsync(file, ct), _asSettingsAreRead);
            settings = Relevant(read.RootElement);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            await shell.Error.WriteLineAsync($"{file} cannot be read as settings: {fault.Message} Give a JSON file with the keys of appsettings.json, such as {{\"RoleSync\": {{\"Tiers\": {{\"Known\": 1300}}}}}}.");
            return ExitCode.BadUsage;
        }

        return await SyncApiConnection.UseAsync(shell, api => ShowAsync(shell, api, settings, guild, json, csv, ct), _patience);
    }

    private static async Task<int> ShowAsync(Shell shell, SyncApi api, JsonElement settings, string? guild, bool json, bool csv, CancellationToken ct)
    {
        var answer = await api.WhatIfAsync(guild, settings, json || csv ? MostShown : PlanText.ShownChanges, ct);
        if (answer is not ApiAnswer<WhatIfView>.Ok { Value: var plan } ok)
        {
            return await shell.AnswerAsync(answer, json: false, _ => "");
        }

        await shell.Out.WriteLineAsync(json ? ok.Json : csv ? PlanText.Csv(plan.Changes.Select(AsChange)) : PlanText.Of(plan));
        if (csv && plan.More > 0)
        {
            await shell.Error.WriteLineAsync($"{plan.More} more changes are not listed: so many are counted only.");
        }

        return plan.WouldBeHeld ? ExitCode.Held : plan.Planned > 0 ? ExitCode.Changes : ExitCode.Done;
    }

    private static ChangeView AsChange(WhatIfChangeView change) => new(
        0, 0, 0, change.MemberId, change.RoleId, change.RoleName, change.Kind, change.Direction, change.Reason, change.Transition, change.Outcome, change.Note, 0, null);

    /// <summary>The part of a settings file that a plan is made by.</summary>
    private static JsonElement Relevant(JsonElement root)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in Properties(root).Where(property => IsRelevant(property.Name)))
            {
                if (!property.Name.Equals("RoleSync", StringComparison.OrdinalIgnoreCase))
                {
                    property.WriteTo(writer);
                    continue;
                }

                writer.WriteStartObject(property.Name);
                foreach (var part in Properties(property.Value).Where(part => !_leftOut.Contains(part.Name, StringComparer.OrdinalIgnoreCase)))
                {
                    part.WriteTo(writer);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.ToArray()).RootElement.Clone();
    }

    private static JsonElement.ObjectEnumerator Properties(JsonElement element) =>
        element.ValueKind is JsonValueKind.Object ? element.EnumerateObject() : throw new JsonException("It holds something else where an object must be.");

    /// <summary>Variables of other rooms may hold secrets, or say nothing about a plan.</summary>
    private static bool IsRelevant(string name) =>
        name.Equals("RoleSync", StringComparison.OrdinalIgnoreCase)
        || (name.StartsWith("SYNC_", StringComparison.OrdinalIgnoreCase) && !name.Contains("TOKEN", StringComparison.OrdinalIgnoreCase))
        || (name.StartsWith("ETHOS_", StringComparison.OrdinalIgnoreCase) && name.Contains("ROLE", StringComparison.OrdinalIgnoreCase));
}
