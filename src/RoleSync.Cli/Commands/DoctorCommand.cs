using System.CommandLine;
using System.Text.Json;
using RoleSync.Api.Views;
using RoleSync.Cli.Console;
using RoleSync.Cli.Serving;
using RoleSync.Diagnosis;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync doctor</c>: examines what <c>serve</c> would work with. Needs no service, and changes nothing.</summary>
internal static class DoctorCommand
{
    public static Command Create(Shell shell)
    {
        var json = CommonOptions.Json();
        var command = new Command("doctor", "Examine token, permissions, roles, Ethos, database, clock and webhook, configured as \"serve\" is") { json };
        command.SetAction((given, ct) => RunAsync(shell, given.GetValue(json), ct));
        return command;
    }

    private static async Task<int> RunAsync(Shell shell, bool json, CancellationToken ct)
    {
        try
        {
            await using var app = ServiceHost.Build(ServeCommand.AddSources, listenUrl: null, quiet: true);
            var report = await app.Services.GetRequiredService<Doctor>().ExamineAsync(int.MaxValue, ct);
            await shell.Out.WriteLineAsync(json
                ? JsonSerializer.Serialize(DoctorView.Of(report), ApiJson.Default.DoctorView)
                : string.Join(Environment.NewLine, report.Findings.Select(Line)));
            return report.Severity switch
            {
                Severity.Ok => ExitCode.Done,
                Severity.Warning => ExitCode.Warnings,
                _ => ExitCode.Failed,
            };
        }
        catch (StartException fault)
        {
            await shell.Error.WriteLineAsync(fault.Message);
            return fault.ExitCode;
        }
    }

    private static string Line(Finding finding) => $"{Word(finding.Severity),-8} {finding.Check,-15} {finding.Says}";

    private static string Word(Severity severity) => severity switch
    {
        Severity.Ok => "ok",
        Severity.Warning => "warning",
        _ => "error",
    };
}
