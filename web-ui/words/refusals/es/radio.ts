// What is refused, and why, in Spanish: the radio of this phone. How this is read: web-ui/words/refusals.ts.

import type { Sentences } from '../../refusals.ts';

export const radio: Sentences = {
  'The radio did not answer in time. Restart it, then try again.':
    'La radio no respondió a tiempo. Reiníciela y vuelva a intentarlo.',
  'The radio is not connected. Try again.': 'La radio no está conectada. Inténtelo de nuevo.',
  'The connection was lost: {@1}.': 'Se perdió la conexión: {@1}.',
  'Another program uses this radio at the same time (a phone app, the Meshtastic command line, a second gateway). Close it: a radio serves one client.':
    'Otro programa usa esta radio al mismo tiempo (una aplicación de teléfono, la línea de órdenes de Meshtastic, una segunda pasarela). Ciérrelo: una radio atiende a uno solo.',
  'The radio restarted.': 'La radio se ha reiniciado.',
  'The radio stopped answering. Connecting again.': 'La radio dejó de responder. Conectando de nuevo.',
  'The radio began to answer and stopped. Another program may be reading the same port: close it, or restart the radio.':
    'La radio empezó a responder y se paró. Quizá otro programa lee el mismo puerto: ciérrelo, o reinicie la radio.',
  'This is a GPS receiver, not a radio. Choose another port.':
    'Esto es un receptor GPS, no una radio. Elija otro puerto.',
  'This is a modem, not a Meshtastic radio. Choose another port.':
    'Esto es un módem, no una radio Meshtastic. Elija otro puerto.',
  'The board waits for new firmware. Press its reset button, or install Meshtastic on it.':
    'La placa espera firmware nuevo. Pulse su botón de reinicio, o instale Meshtastic en ella.',
  'The board restarts again and again. Check its power supply, cable and battery.':
    'La placa se reinicia una y otra vez. Revise la alimentación, el cable y la batería.',
  'A Meshtastic console speaks here, but its client interface does not answer. Switch the serial interface on (security.serial_enabled), or use another port of the device.':
    'Aquí habla una consola de Meshtastic, pero su interfaz para programas no responde. Active la interfaz serie (security.serial_enabled), o use otro puerto del dispositivo.',
  'A computer or another program answers here, not a radio. Choose another port.':
    'Aquí responde un ordenador u otro programa, no una radio. Elija otro puerto.',
  'Something speaks on this port, but it is no Meshtastic radio (or the speed is not 115200). Choose another port.':
    'Algo habla en este puerto, pero no es una radio Meshtastic (o la velocidad no es 115200). Elija otro puerto.',
  'Nothing answers on this port. Is the radio switched on, does it run Meshtastic, does the cable carry data (many only charge), and is no other program using it?':
    'Nada responde en este puerto. ¿Está encendida la radio, lleva Meshtastic, transmite datos el cable (muchos solo cargan) y no la usa otro programa?',
  'This browser cannot use Bluetooth radios. Use Chrome on Android or on a computer, or the gateway.':
    'Este navegador no puede usar radios Bluetooth. Use Chrome en Android o en un ordenador, o la pasarela.',
  'The radio did not let us in. Pair it first with the code on its screen (123456 if it has none).':
    'La radio no nos dejó entrar. Empareje antes con el código de su pantalla (123456 si no tiene).',
  'No radio was chosen. Switch its Bluetooth on and choose it in the list.':
    'No se eligió ninguna radio. Encienda su Bluetooth y elíjala en la lista.',
  'The radio does not answer over Bluetooth. Come closer; disconnect other phones from it: it serves one.':
    'La radio no responde por Bluetooth. Acérquese y desconecte de ella otros teléfonos: atiende a uno solo.',
  'This browser cannot use USB radios. Use Chrome or Edge on a computer, Bluetooth, or the gateway.':
    'Este navegador no puede usar radios USB. Use Chrome o Edge en un ordenador, Bluetooth, o la pasarela.',
  'No radio was chosen. Plug it in and choose it in the list.':
    'No se eligió ninguna radio. Enchúfela y elíjala en la lista.',
  'The page may not use radios. Open it over https, or from the gateway itself.':
    'Esta página no puede usar radios. Ábrala por https, o desde la propia pasarela.',
  'The port could not be opened. Another program or another page may be using it: close that one.':
    'No se pudo abrir el puerto. Quizá lo usa otro programa u otra página: ciérrelos.',
  'The port opened but carries nothing. Unplug the radio and plug it in again.':
    'El puerto se abrió, pero no pasa nada por él. Desenchufe la radio y vuelva a enchufarla.',
  'Another tab of this browser is connected to a radio. Let it go there first, or close that tab.':
    'Otra pestaña de este navegador está conectada a una radio. Suéltela allí antes, o cierre esa pestaña.',
  'the radio went out of reach or was switched off': 'la radio quedó fuera de alcance o se apagó',
  'the radio was unplugged or switched off': 'la radio se desenchufó o se apagó',
  'The message is too long for one packet. Shorten it or send it in parts.':
    'El mensaje es demasiado largo para un paquete. Acórtelo o envíelo por partes.',
  'The radio has no such channel. Set up the community channel on it (folkmoot provision).':
    'La radio no tiene ese canal. Ponga en ella el canal de la comunidad (folkmoot provision).',
  'The radio has used up the airtime the law allows for now. It may send again later.':
    'La radio ha gastado el tiempo de aire que la ley permite por ahora. Podrá enviar más tarde.',
  'The radio stayed full. Try again when it has sent what it holds.':
    'La radio siguió llena. Inténtelo cuando haya enviado lo que tiene.',
  'The radio does not transmit: its region is not set, or transmitting is switched off.':
    'La radio no transmite: su región no está fijada, o la transmisión está apagada.',
  'The radio does not know the key of that radio yet. It must be heard once first.':
    'La radio aún no conoce la llave de aquella radio. Antes hay que oírla una vez.',
  'The radio could not encrypt for that radio. Its stored key may be wrong.':
    'La radio no pudo cifrar para aquella radio. Puede que la llave que guarda esté mal.',
  'Too soon after the last one of its kind. Wait a little.':
    'Demasiado pronto tras el último de su clase. Espere un poco.',
  'No way to that radio is known.': 'No se conoce ningún camino a aquella radio.',
  'The radio refused the packet.': 'La radio rechazó el paquete.',
  'Too many messages are waiting for the radio. Less urgent ones were refused.':
    'Demasiados mensajes esperan a la radio. Se rechazaron los menos urgentes.',
  'The message waited for the radio longer than it was good for.':
    'El mensaje esperó a la radio más tiempo del que valía.',
  'The connection to the radio was closed by us before the message went out.':
    'Cerramos la conexión con la radio antes de que saliera el mensaje.',
  'The radio did not answer an order. Restart it, then try again.':
    'La radio no respondió a una orden. Reiníciela y vuelva a intentarlo.',
  'The radio did not tell its name. Restart it, then try again.':
    'La radio no dijo su nombre. Reiníciela y vuelva a intentarlo.',
  'the radio stopped answering': 'la radio dejó de responder',
  'closed by us': 'la cerramos nosotros',
  'The radio refused an order (error {#1}). Is it managed by somebody else (security.is_managed)?':
    'La radio rechazó una orden (error {#1}). ¿La administra otra persona (security.is_managed)?',
  'Bluetooth failed: {1}': 'Falló el Bluetooth: {1}',
  'The port could not be opened: {1}': 'No se pudo abrir el puerto: {1}',
  'All eight channels of the radio are in use. Free one in the Meshtastic app, then try again.':
    'Los ocho canales de la radio están ocupados. Libere uno en la aplicación de Meshtastic y vuelva a intentarlo.',
  'This channel already has a private key. Radios that still hold the old one will no longer be heard.':
    'Este canal ya tiene una llave privada. A las radios que aún tengan la antigua ya no se las oirá.',
  'The radio has not told its settings yet. Wait until it is connected, then try again.':
    'La radio aún no ha dicho sus ajustes. Espere a que esté conectada y vuelva a intentarlo.',
  'These saved settings belong to another radio. Its keys and names would be doubled.':
    'Estos ajustes guardados son de otra radio. Sus llaves y nombres quedarían duplicados.',
  'The radio is set to {@1}. Another region is another frequency and another law: agree only if the radio is used in {@2}.':
    'La radio está puesta en {@1}. Otra región es otra frecuencia y otra ley: acepte solo si la radio se usa en {@2}.',
  unset: 'sin fijar',
  'The radio runs firmware {1}. Update it to 2.5 or newer (flasher.meshtastic.org), then try again.':
    'La radio lleva el firmware {1}. Actualícela a 2.5 o posterior (flasher.meshtastic.org) y vuelva a intentarlo.',
  'Say in which region the radio is used: one of {@1}.': 'Diga en qué región se usa la radio, una de {@1}.',
  'The preset {@1} is not allowed in {@2}. Choose another profile or region.':
    'El ajuste {@1} no está permitido en {@2}. Elija otro perfil u otra región.',
  'A channel key has {#1} bytes, not {#2}.': 'Una llave de canal tiene {#1} bytes, no {#2}.',
  'The name must have 1 to {#1} bytes; "{2}" does not.': 'El nombre debe tener de 1 a {#1} bytes; «{2}» no los tiene.',
  'The short name must have 1 to {#1} bytes; "{2}" does not.':
    'El nombre corto debe tener de 1 a {#1} bytes; «{2}» no los tiene.',
  'The channel name must have 1 to {#1} bytes; "{2}" does not.':
    'El nombre del canal debe tener de 1 a {#1} bytes; «{2}» no los tiene.',
  'The radio runs firmware older than 2.5. It will work in part at best: update it (https://flasher.meshtastic.org).':
    'La radio lleva un firmware anterior a 2.5. Funcionará en parte, como mucho: actualícelo (https://flasher.meshtastic.org).',
  'The region is not set, so the radio does not transmit. Set it: folkmoot radio provision --profile household --region NAME.':
    'La región no está fijada, así que la radio no transmite. Fíjela aquí, al prepararla para la comunidad, o en un ordenador: folkmoot radio provision --profile household --region NAME.',
  'Transmitting is switched off in the radio (lora.tx_enabled). Switch it on.':
    'La transmisión está apagada en la radio (lora.tx_enabled). Enciéndala.',
  'There is no profile "{1}".': 'No hay ningún perfil «{1}».',
  'No former settings of this radio are kept on this phone.':
    'En este teléfono no se guardan ajustes anteriores de esta radio.',
  'Nothing is planned.': 'No hay nada previsto.',
  'Compare first.': 'Antes, mire qué cambiaría.',
  'The radio did not take everything. What is listed is still different.':
    'La radio no lo tomó todo. Lo que se indica sigue siendo distinto.',
  'The radio is being written to.': 'Se está escribiendo en la radio.',
  'Wait until it has restarted.': 'Espere a que se haya reiniciado.',
  'number {#1}': 'número {#1}',
  custom: 'puesto a mano',
  on: 'encendido',
  off: 'apagado',
  'a 256-bit key': 'una llave de 256 bits',
  'our 256-bit key': 'nuestra llave de 256 bits',
  'a 128-bit key': 'una llave de 128 bits',
  'the public key': 'la llave pública',
  '(no name)': '(sin nombre)',
  'Duty cycle limit exceeded. You can send again in {#1} mins':
    'Se ha gastado el tiempo de aire permitido. Podrá enviar de nuevo en {#1} min.',
  'The radio did not answer over Bluetooth in time. Come closer, or switch it off and on.':
    'La radio no respondió a tiempo por Bluetooth. Acérquese, o apáguela y enciéndala.',
  '{@1} The radio has kept none of it, but may act on a part until it is off: switch it off and on, then try again.':
    '{@1} La radio no ha guardado nada, pero puede que siga una parte hasta apagarse: apáguela y enciéndala, y vuelva a intentarlo.',
  '{@1} All was given to the radio, but it has not come back. Switch it off and on, then compare again.':
    '{@1} Todo se entregó a la radio, pero no ha vuelto. Apáguela y enciéndala, y compare otra vez.',
  '{@1} All was given to the radio, but it could not be read back. Compare again.':
    '{@1} Todo se entregó a la radio, pero no se pudo releer. Compare otra vez.',
  'This phone could not keep or read the radio’s former settings ({1}). Free some space on it.':
    'Este teléfono no pudo guardar o leer los ajustes anteriores de la radio ({1}). Haga algo de sitio en él.',
  'Look at the radio, then try again.': 'Mire la radio y vuelva a intentarlo.',
};
