using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using RoleSync.Api.Views;
using RoleSync.Cli.Console;
using RoleSync.Cli.Serving;
using RoleSync.Core.Guilds;
using RoleSync.Provisioning;
using RoleSync.Storage.Databases;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync roles</c> and <c>rolesync roles create</c>: configured as <c>serve</c> is, and without it, because there may be no role yet to serve by.</summary>
internal static class RolesCommand
{
    public static Command Create(Shell shell)
    {
        var guild = CommonOptions.Guild(shell);
        var json = CommonOptions.Json();
        var command = new Command("roles", "List every tier, badge and status with its role, position, holders and problem, configured as \"serve\" is") { guild, json };
        command.SetAction((given, ct) => RunAsync(
            shell, given.GetValue(json), makes: false, app => app.Services.GetRequiredService<RoleInventory>().ListAsync(Id(given.GetValue(guild)), ct), ct));
        command.Subcommands.Add(CreateMaking(shell));
        return command;
    }

    private static Command CreateMaking(Shell shell)
    {
        var guild = CommonOptions.Guild(shell);
        var json = CommonOptions.Json();
        var adopt = new Option<bool>("--adopt") { Description = "Take roles of the server that have the names already" };
        var baseOnly = new Option<bool>("--base-only") { Description = "Make one role for each tier, without its validator and human variants" };
        var command = new Command("create", "Make the roles that are missing, and remember them") { guild, adopt, baseOnly, json };
        command.SetAction((given, ct) => RunAsync(
            shell,
            given.GetValue(json),
            makes: true,
            app => app.Services.GetRequiredService<RoleProvisioner>().CreateAsync(
                new RoleRequest(Id(given.GetValue(guild)), given.GetValue(adopt), Variants: !given.GetValue(baseOnly), "the command line"), ct),
            ct));
        return command;
    }

    private static async Task<int> RunAsync(Shell shell, bool json, bool makes, Func<WebApplication, Task<RolesAnswer>> work, CancellationToken ct)
    {
        try
        {
            await using var app = ServiceHost.Build(ServeCommand.AddSources, listenUrl: null, quiet: true);
            if (makes && await PrepareAsync(app.Services.GetRequiredService<Database>(), ct) is { } problem)
            {
                throw new StartException(problem, ExitCode.BadUsage);
            }

            return await TellAsync(shell, await work(app), json);
        }
        catch (StartException fault)
        {
            await shell.Error.WriteLineAsync(fault.Message);
            return fault.ExitCode;
        }
    }

    /// <summary>Makes sure that there is a place to remember the roles in. A service may be at work in it, but not one whose tables would have to change.</summary>
    private static async Task<string?> PrepareAsync(Database database, CancellationToken ct) => (await database.ProbeAsync(ct)) switch
    {
        { Problem: { } problem } => problem,
        { IsCurrent: true } => null,
        _ => database.Claim() ?? await database.PrepareAsync(ct),
    };

    private static async Task<int> TellAsync(Shell shell, RolesAnswer answer, bool json)
    {
        switch (answer)
        {
            case RolesAnswer.Known { Report: var report }:
                await shell.Out.WriteLineAsync(json ? JsonSerializer.Serialize(RolesView.Of(report), ApiJson.Default.RolesView) : Text(report));
                return report.Problem is not null ? ExitCode.Failed : report.HasProblems ? ExitCode.Warnings : ExitCode.Done;
            case RolesAnswer.NotConfigured unknown:
                await shell.Error.WriteLineAsync(unknown.Why);
                return ExitCode.BadUsage;
            case RolesAnswer.Busy busy:
                await shell.Error.WriteLineAsync(busy.Why);
                return ExitCode.Held;
            case RolesAnswer.Unknown unread:
                await shell.Error.WriteLineAsync(unread.Why);
                return ExitCode.Failed;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static string Text(RoleReport report)
    {
        var lines = new List<string> { $"{report.GuildName} ({report.Guild})", Line("STANDS FOR", "ROLE", "FROM", "POSITION", "HOLDERS", "") };
        lines.AddRange(report.Roles.Select(role => Line(
            role.Key.Name,
            role.Role?.ToString() ?? "-",
            role.Source is RoleSource.None ? "-" : role.Done is RoleAction.None ? role.Source.ToString().ToLowerInvariant() : role.Done.ToString().ToLowerInvariant(),
            Number(role.Position),
            Number(role.Holders),
            role.Problem ?? "")));
        lines.AddRange(new[] { report.HoldersNote, report.Problem }.OfType<string>());
        return string.Join(Environment.NewLine, lines);
    }

    private static string Line(string name, string role, string source, string position, string holders, string problem) =>
        $"{name,-32} {role,-19} {source,-10} {position,8} {holders,9}  {problem}".TrimEnd();

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static GuildId? Id(string? text) => GuildId.TryParse(text, out var id) ? id : null;
}
