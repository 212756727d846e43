# Completion of ganrepl for fish.
function __ganrepl_complete
  set -l before (commandline -opc)
  set -l current (commandline -ct)
  set -l plain (string unescape -- "$current"; or echo "$current")
  # What stands before a path in its word is put before each answer.
  set -l option (string match -r '^--[a-z-]+=' -- "$plain")
  set -l path (string replace -r '^--[a-z-]+=' '' -- "$plain")
  for line in ($before[1] __complete $before[2..-1] "$plain" 2>/dev/null)
    switch $line
      case ':folders'
        for found in (__fish_complete_directories "$path" '')
          echo "$option$found"
        end
      case ':files*'
        for ending in (string split ' ' -- $line)[2..-1]
          for found in (__fish_complete_suffix "$path" .$ending)
            echo "$option$found"
          end
        end
      case '*'
        echo $line
    end
  end
end
complete -c ganrepl -f -a '(__ganrepl_complete)'
