using System.Text;
using RoleSync.Cli.Console;
using Spectre.Console;

namespace RoleSync.EndToEnd.Tests.Cli;

/// <summary>Lines of a log while something is drawn on the same terminal.</summary>
public sealed class ScreenTests
{
    private const int Width = 60;

    [Theory]
    [InlineData(20)]
    [InlineData(Width - 1)]
    [InlineData(Width + 20)]
    [InlineData(Width * 2 + 7)]
    public async Task A_line_stands_whole_above_what_is_drawn(int length)
    {
        var terminal = new SmallTerminal(Width);
        var screen = OnTerminal(terminal);
        var lines = Enumerable.Range(0, 4).Select(number => $"{number}{new string((char)('a' + number), length - 1)}").ToArray();
        await screen.Lines.WriteLineAsync(lines[0]);

        using (screen.Draw())
        {
            await screen.Console.Progress().AutoClear(true).AutoRefresh(false).StartAsync(async context =>
            {
                var task = context.AddTask("applying: 60 of 120 members");
                foreach (var line in lines[1..3])
                {
                    task.Increment(10);
                    context.Refresh();
                    await screen.Lines.WriteAsync(line[..5]);
                    context.Refresh();
                    await screen.Lines.WriteAsync($"{line[5..]}\n");
                }

                Assert.Contains("applying: 60 of 120 members", terminal.ToString(), StringComparison.Ordinal);
                AssertWhole(terminal, lines[..3]);
            });
        }

        await screen.Lines.WriteLineAsync(lines[3]);
        AssertWhole(terminal, lines);
        Assert.DoesNotContain("applying", terminal.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Each line once, folded where the terminal ends, with nothing of a drawing behind it.</summary>
    private static void AssertWhole(SmallTerminal terminal, string[] lines)
    {
        var shown = $"\n{terminal}\n";
        foreach (var line in lines)
        {
            var folded = string.Join('\n', line.Chunk(Width).Select(part => new string(part)));
            Assert.Equal(2, shown.Split($"\n{folded}\n").Length);
        }
    }

    private static Screen OnTerminal(SmallTerminal terminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(terminal),
        });
        console.Profile.Width = Width;
        return new Screen(console, terminal);
    }

    /// <summary>As much of a terminal as a progress bar needs: lines, the cursor, erasing.</summary>
    private sealed class SmallTerminal(int width) : TextWriter
    {
        private readonly List<StringBuilder> _rows = [new()];
        private readonly StringBuilder _sequence = new();
        private int _row;
        private int _column;

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            if (_sequence.Length > 0 || value == '\u001b')
            {
                _sequence.Append(value);
                if (_sequence.Length > 2 && char.IsLetter(value))
                {
                    Obey(_sequence.ToString(2, _sequence.Length - 3), value);
                    _sequence.Clear();
                }

                return;
            }

            switch (value)
            {
                case '\r':
                    _column = 0;
                    break;
                case '\n':
                    (_column, _row) = (0, _row + 1);
                    break;
                default:
                    if (_column == width)
                    {
                        (_column, _row) = (0, _row + 1);
                    }

                    Row()[_column++] = value;
                    break;
            }
        }

        public override string ToString() => string.Join('\n', _rows.Select(row => row.ToString().TrimEnd()));

        private StringBuilder Row()
        {
            while (_rows.Count <= _row)
            {
                _rows.Add(new StringBuilder());
            }

            _rows[_row].Append(' ', Math.Max(0, width - _rows[_row].Length));
            return _rows[_row];
        }

        private void Obey(string argument, char command)
        {
            var number = int.TryParse(argument, out var given) ? given : 0;
            switch (command)
            {
                case 'A':
                    _row = Math.Max(0, _row - Math.Max(1, number));
                    break;
                case 'K':
                    Erase(Row(), number == 2 ? 0 : _column);
                    break;
                case 'J':
                    Erase(Row(), _column);
                    _rows.Skip(_row + 1).ToList().ForEach(row => Erase(row, 0));
                    break;
                default:
                    break;
            }
        }

        private static void Erase(StringBuilder row, int from)
        {
            for (var column = from; column < row.Length; column++)
            {
                row[column] = ' ';
            }
        }
    }
}
