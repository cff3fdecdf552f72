using System.CommandLine;
using Raum.Masking.Eval;
using Raum.Masking.Names;
using Raum.Masking.Redact;

var root = new RootCommand("Masks text, measures masking, and trains its name model. No network, no database.")
{
    RedactCommand.Create(),
    TrainNamesCommand.Create(),
    PackNamesCommand.Create(),
    PackWordsCommand.Create(),
    PackClassesCommand.Create(),
    EvalCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
