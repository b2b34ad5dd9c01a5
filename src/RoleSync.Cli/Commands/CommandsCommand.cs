using System.CommandLine;
using Microsoft.Extensions.Options;
using RoleSync.Cli.Console;
using RoleSync.Cli.Serving;
using RoleSync.Core.Guilds;
using RoleSync.Interactions;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync commands register</c>: has Discord show the slash commands. Needs no service.</summary>
internal static class CommandsCommand
{
    public static Command Create(Shell shell)
    {
        // Not the default guild: without the option the commands are registered everywhere.
        var guild = new Option<string?>("--guild", "--guild-id") { Description = "Register in this server only, where they are live at once; else everywhere", HelpName = "ID" };
        guild.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } id && !GuildId.TryParse(id, out _))
            {
                result.AddError("--guild must be a Discord server's id: digits only.");
            }
        });
        var register = new Command("register", "Register them where Discord shows something else, configured as \"serve\" is") { guild };
        register.SetAction((given, ct) => RegisterAsync(shell, given.GetValue(guild) is { } id ? GuildId.Parse(id) : null, ct));
        return new Command("commands", "The slash commands that Discord shows") { register };
    }

    private static async Task<int> RegisterAsync(Shell shell, GuildId? guild, CancellationToken ct)
    {
        try
        {
            await using var app = ServiceHost.Build(ServeCommand.AddSources, listenUrl: null, quiet: true);
            var application = app.Services.GetRequiredService<IOptions<CommandOptions>>().Value.ApplicationId;
            var where = guild is { } id ? $"in server {id}" : "in every server";
            switch (await app.Services.GetRequiredService<CommandRegistrar>().RegisterAsync(application, guild, ct))
            {
                case Registration.Registered registered:
                    await shell.Out.WriteLineAsync($"{registered.Commands} slash commands are registered {where} now.");
                    return ExitCode.Done;
                case Registration.Unchanged unchanged:
                    await shell.Out.WriteLineAsync($"{unchanged.Commands} slash commands were registered {where} already; nothing was written.");
                    return ExitCode.Done;
                case Registration.Failed failed:
                    await shell.Error.WriteLineAsync(failed.Why);
                    return ExitCode.Failed;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
        catch (StartException fault)
        {
            await shell.Error.WriteLineAsync(fault.Message);
            return fault.ExitCode;
        }
    }
}
